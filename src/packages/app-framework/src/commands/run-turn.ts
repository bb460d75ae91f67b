import { createHash } from 'node:crypto';
import { SignInNeeded } from '../as-user/sign-in-needed';
import { UserForbidden } from '../as-user/user-forbidden';
import { hasUnseen, meaningOf } from '../command-text/command-words';
import { DoNotRetryError } from '../event-context/do-not-retry';
import type { HandlerInside } from '../handlers/webhook-handler';
import type { JudgeRights, Permission } from '../rights/rights';
import { counted } from '../webhooks/delivery-metrics';
import { createAskGitHub } from './ask-git-hub';
import { CommandFailure } from './command';
import { type ExecutedCommand, recordCommand } from './command-metric';
import { type CommentContext, rightsQuestion, type Where } from './command-place';
import type { CommandComment } from './comment-event';
import type { Answer, Feedback } from './feedback';
import type { CommandProgress, WaitingCommand } from './progress-table';
import { bindHead } from './pull-head';
import type { RegisteredCommand, Registry } from './registry';

/** What became of one command; `refused` is told to nobody but the operator, `waiting` is for a sign-in. */
export type TurnOutcome = 'done' | 'failed' | 'refused' | 'waiting';

export interface TurnSettings {
  readonly bot: string;
  readonly registry: Registry;
  readonly judge: JudgeRights;
  readonly permission: Permission;
  readonly context: CommentContext;
  readonly inside: HandlerInside;
  readonly where: Where;
  readonly comment: CommandComment;
  readonly feedback: Feedback;
  /** Told the head that the commands are for. */
  readonly progress: { -readonly [Name in keyof CommandProgress]: CommandProgress[Name] };
  /** Index of the command that an earlier try began, where nobody has seen its end. */
  readonly begun: number | undefined;
  /** Notes that it begins; false where an earlier one of the comment did, of which nobody has seen the end. @throws AwsCallError */
  readonly begin: (index: number, afterCrash: RegisteredCommand['afterCrash']) => Promise<boolean>;
  /** How many commands the comment has. */
  readonly count: number;
  readonly isStillSaid: (line: string) => Promise<boolean>;
  readonly keep: () => Promise<void>;
  /** Keeps what a sign-in goes on with. @throws AwsCallError */
  readonly wait: (waiting: WaitingCommand) => Promise<void>;
}

interface Turn {
  readonly line: string;
  readonly index: number;
  /** Whether the reaction for it is there. */
  readonly isSeen: boolean;
}

/** SHA-256 of what a command means. */
export function hashOf(line: string): string {
  return createHash('sha256').update(meaningOf(line)).digest('hex');
}

/** Takes one command of a comment from the rights to its answer. */
export function createTurn(settings: TurnSettings) {
  const { bot, registry, context, inside, where, comment, feedback, progress } = settings;
  const { delivery, logger, handler } = context;
  const ask = createAskGitHub(inside.limited);

  /** @throws what is tried again */
  return async function take({ line, index, isSeen }: Turn): Promise<TurnOutcome> {
    const isLast = index === settings.count - 1;
    const resolved = registry.resolve(line);
    const command = resolved.kind === 'known' ? resolved.command : undefined;
    if (!(await isAllowed(command))) return 'refused';
    if (!isSeen) await feedback.react('seen');
    const waited = progress.waiting?.answerId;
    const answer = feedback.answer(`command ${index + 1}`, waited);
    // What was said then, of a sign-in or another try, is not so any more.
    const mayHaveSpoken = waited !== undefined || (inside.isRepeated && !isSeen);
    try {
      const text = (await execute()) ?? (mayHaveSpoken ? 'Done.' : undefined);
      if (text !== undefined) await answer.say(text);
      record('done');
      return 'done';
    } catch (error) {
      return await end(error);
    }

    /** @throws CommandFailure with what people are told */
    async function execute(): Promise<string | undefined> {
      if (hasUnseen(line)) throw new CommandFailure('It has characters that nobody sees. Type it anew.');
      if (resolved.kind === 'unknown') {
        throw new CommandFailure(`${resolved.hint} Write \`@${bot} help\` to see what there is.`);
      }
      const prepared = resolved.command.prepare(resolved.text);
      if (prepared.kind === 'wrong') {
        throw new CommandFailure(`${sentence(prepared.hint)} It is written \`@${bot} ${resolved.command.usage}\`.`);
      }
      const { afterCrash } = resolved.command;
      const isLastWord = afterCrash === 'ended' || inside.isLastAttempt;
      if (isLastWord && settings.begun === index) return interrupted();
      if (!(await settings.isStillSaid(line))) {
        throw new CommandFailure('It was not run, for the comment does not say it any more.');
      }
      const sha = resolved.command.head === 'bound' ? await headOf() : comment.commitSha;
      const octokit = resolved.command.as === 'user' ? await asUser() : where.octokit;
      if (!(await settings.begin(index, afterCrash))) return interrupted();
      return prepared.run({
        ...where,
        octokit,
        ...(sha !== undefined && { sha }),
        ordinal: index + 1,
        permission: permissionOf(resolved.command),
        answer: answer.say,
        fail,
      });
    }

    function interrupted(): never {
      logger.warn('command interrupted', { command: command?.name, comment: comment.url });
      throw new CommandFailure(
        'It began before, was interrupted, and may have done a part of its work. See what is there before you say it again.',
      );
    }

    function asUser() {
      const sha = comment.kind === 'commit' ? comment.commitSha : undefined;
      const said = { kind: context.event, id: comment.id, ...(sha !== undefined && { sha }) };
      return context.asUser({ command: hashOf(line), comment: said });
    }

    async function end(error: unknown): Promise<TurnOutcome> {
      if (error instanceof SignInNeeded) return waitForSignIn(answer, error);
      const reason = toldOf(error);
      if (error instanceof UserForbidden) {
        logger.warn('command refused to the person', {
          command: command?.name,
          actor: where.sender,
          reason: error.reason,
        });
      }
      const isFinal = reason !== undefined || error instanceof DoNotRetryError || inside.isLastAttempt;
      record(isFinal ? 'failed' : 'again');
      await answer.say(problem(reason ?? (isFinal ? unexpected : 'It did not work, and is tried again by itself.')));
      if (reason !== undefined) return 'failed';
      if (isFinal) await feedback.react('failed');
      // It ended, if badly: a later try may begin it.
      await settings.keep();
      throw error;
    }

    async function waitForSignIn({ say, id }: Answer, { signInUrl }: SignInNeeded): Promise<TurnOutcome> {
      record('sign-in');
      const then = isLast ? 'Then it runs by itself.' : 'Then it runs by itself, and what stands behind it.';
      await say(told(`Sign in, so that it is done in your name: [sign in](${signInUrl}). ${then}`));
      const answerId = id();
      await settings.wait({ hash: hashOf(line), ...(answerId !== undefined && { answerId }) });
      return 'waiting';
    }

    function record(outcome: ExecutedCommand['outcome']): void {
      if (!command) return;
      const { delivery_id: deliveryId } = delivery;
      const fields = { handler, deliveryId, actor: where.sender, comment: comment.url };
      recordCommand({ command: command.name, outcome, fields });
    }

    function problem(text: string): string {
      return told(isLast ? text : `${text} What stands behind it was not run.`);
    }

    function told(text: string): string {
      const what = command ? `\`${command.name}\`: ` : '';
      return `${what}${text}\n\n<sub>Delivery ${delivery.delivery_id}</sub>`;
    }
  };

  function permissionOf(command: RegisteredCommand | undefined): Permission {
    return command?.permission ?? settings.permission;
  }

  async function isAllowed(command: RegisteredCommand | undefined): Promise<boolean> {
    const question = rightsQuestion(context, where);
    const permission = permissionOf(command);
    const verdict = await settings.judge({ ...question, permission, age: command?.age ?? 'remembered', ask });
    if (verdict.kind === 'allowed') return true;
    const fields = { command: command?.name, actor: where.sender, repository: delivery.repository?.full_name };
    if (verdict.kind === 'refused') logger.info('command refused', { ...fields, reason: verdict.reason });
    else {
      const told = { ...fields, ...counted('RightsNotTold') };
      logger.error('command not run: GitHub does not tell the rights', new Error(verdict.reason), told);
    }
    return false;
  }

  /** @throws CommandFailure where something was pushed since, or may have been */
  async function headOf(): Promise<string | undefined> {
    if (!comment.isOnPullRequest) return comment.commitSha;
    const { octokit, repository } = where;
    const head = await bindHead({ octokit, repository, comment, known: progress.headSha });
    if (head.kind === 'refused') throw new CommandFailure(sentence(head.hint));
    progress.headSha = head.sha;
    return head.sha;
  }
}

function fail(text: string): never {
  throw new CommandFailure(text);
}

const unexpected =
  'It did not work. Say it again, or give the delivery below to whoever runs this bot: they can look it up, and redrive it.';

/** What people are told of what no other try would mend; absent for everything else. */
function toldOf(error: unknown): string | undefined {
  if (error instanceof CommandFailure) return error.message;
  return error instanceof UserForbidden && error.reason !== 'rate-limit' ? forbidden(error) : undefined;
}

/** The same for every reason: all can read it, and who belongs where is nobody's business. Its person sees more on a page of their own. */
function forbidden({ details: { signInAgainUrl } }: UserForbidden): string {
  const how =
    signInAgainUrl === undefined
      ? 'sign on at GitHub and say it again'
      : `[sign in again](${signInAgainUrl}), which leads you there, and say it again`;
  return `GitHub does not let it be done in your name. Where a single sign-on guards this repository, ${how}; whoever runs this bot finds the reason in its log.`;
}

function sentence(hint: string): string {
  const text = `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
