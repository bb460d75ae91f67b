import { hasUnseen } from '../command-text/command-words';
import type { FoundCommands } from '../command-text/find-commands';
import { DoNotRetryError } from '../handlers/handle-delivery';
import type { HandlerInside, WebhookContext } from '../handlers/webhook-handler';
import { field } from '../lambda/parsed-json';
import type { JudgeRights, Permission, RightsQuestion } from '../rights/rights';
import { createAskGitHub } from './ask-git-hub';
import { CommandFailure, type CommandPlace } from './command';
import { recordCommand } from './command-metric';
import { type CommandComment, type commentEvents, readComment } from './comment-event';
import { createFeedback } from './feedback';
import { type CommandProgress, createProgressTable } from './progress-table';
import { bindHead } from './pull-head';
import type { RegisteredCommand, Registry, Resolved } from './registry';

type CommentContext = WebhookContext<(typeof commentEvents)[number]>;

export interface CommandCollaborators {
  readonly bot: string;
  readonly registry: Registry;
  readonly findCommands: (comment: string) => FoundCommands;
  readonly judge: JudgeRights;
  /** Of commands that name none, and of what is no command. */
  readonly permission: Permission;
}

/** What became of one command; `refused` is told to nobody but the operator. */
type Outcome = 'done' | 'failed' | 'refused';

/** Runs the commands of a comment in their order, up to the first that fails or that its author may not run. */
export function createRunCommands(collaborators: CommandCollaborators) {
  const { bot, registry, findCommands, judge } = collaborators;

  return async function runCommands(context: CommentContext, inside: HandlerInside): Promise<void> {
    const { delivery, payload, logger, handler } = context;
    const comment = readComment(context.event, payload, { appId: delivery.app_id });
    if (!comment) return;
    const { commands, left } = commandsOf(comment);
    if (commands.length === 0) return;
    const where = placeOf(context, comment);
    const table = createProgressTable(inside);
    const progress: { finished: number; headSha?: string | undefined } = inside.isRepeated
      ? { ...(await table.read({ delivery, handler }, inside.remainingMilliseconds)) }
      : { finished: 0 };
    const feedback = createFeedback({
      octokit: where.octokit,
      once: where.once,
      repository: where.repository,
      comment,
      warn: (what, error) => logger.warn('feedback was not given', { what, reason: String(error) }),
    });
    const ask = createAskGitHub(inside.limited);
    const outcomes: Outcome[] = [];

    for (const [index, line] of commands.entries()) {
      if (index < progress.finished) continue;
      const outcome = await take(line, index);
      outcomes.push(outcome);
      if (outcome !== 'done') break;
      progress.finished = index + 1;
      // One that is the last need not be kept: what follows throws nothing.
      if (index < commands.length - 1) await keep();
    }
    if (left > 0 && outcomes.every((outcome) => outcome === 'done')) {
      await feedback.answer('left')(`Five commands of a comment are run: ${left} more were left out.`);
    }
    if (outcomes.includes('failed')) await feedback.react('failed');
    else if (outcomes.includes('done')) await feedback.react('done');

    /** One command, from the rights to its answer. @throws what is tried again */
    async function take(line: string, index: number): Promise<Outcome> {
      const resolved = registry.resolve(line);
      const command = resolved.kind === 'known' ? resolved.command : undefined;
      if (!(await isAllowed(command))) return 'refused';
      if (!outcomes.includes('done')) await feedback.react('seen');
      const say = feedback.answer(`command ${index + 1}`);
      const fields = { handler, deliveryId: delivery.delivery_id, actor: where.sender, comment: comment?.url };
      const tell = (problem: string) => say(told(problem, { command, index }));
      try {
        const answer = await execute(line, resolved, say);
        if (answer !== undefined) await say(answer);
        if (command) recordCommand({ command: command.name, outcome: 'done', fields });
        return 'done';
      } catch (error) {
        const isFinal = error instanceof CommandFailure || error instanceof DoNotRetryError || inside.isLastAttempt;
        if (command) recordCommand({ command: command.name, outcome: isFinal ? 'failed' : 'again', fields });
        if (error instanceof CommandFailure) {
          await tell(error.message);
          return 'failed';
        }
        await tell(isFinal ? unexpected : 'It did not work, and is tried again by itself.');
        if (isFinal) await feedback.react('failed');
        else await keep();
        throw error;
      }
    }

    async function isAllowed(command: RegisteredCommand | undefined): Promise<boolean> {
      const { person, repository, realm } = asked(context, where);
      const permission = command?.permission ?? collaborators.permission;
      const verdict = await judge({ realm, person, repository, permission, age: command?.age ?? 'remembered', ask });
      if (verdict.kind === 'allowed') return true;
      const fields = { command: command?.name, actor: person, repository: delivery.repository?.full_name };
      if (verdict.kind === 'refused') logger.info('command refused', { ...fields, reason: verdict.reason });
      else logger.error('command not run: GitHub does not tell the rights', new Error(verdict.reason), fields);
      return false;
    }

    /** @throws CommandFailure with what people are told */
    async function execute(
      line: string,
      resolved: Resolved,
      say: (text: string) => Promise<void>,
    ): Promise<string | undefined> {
      if (hasUnseen(line)) throw new CommandFailure('It has characters that nobody sees. Type it anew.');
      if (resolved.kind === 'unknown') {
        throw new CommandFailure(`${resolved.hint} Write \`@${bot} help\` to see what there is.`);
      }
      const { command, text } = resolved;
      const prepared = command.prepare(text);
      if (prepared.kind === 'wrong') {
        throw new CommandFailure(`${sentence(prepared.hint)} It is written \`@${bot} ${command.usage}\`.`);
      }
      const sha = command.head === 'bound' ? await headOf() : comment?.commitSha;
      const fail = (problem: string): never => {
        throw new CommandFailure(problem);
      };
      return prepared.run({ ...where, ...(sha !== undefined && { sha }), answer: say, fail });
    }

    /** @throws CommandFailure where something was pushed since */
    async function headOf(): Promise<string | undefined> {
      if (!comment?.isOnPullRequest) return comment?.commitSha;
      const { octokit, repository } = where;
      const head = await bindHead({ octokit, repository, comment, known: progress.headSha });
      if (head.kind === 'moved') throw new CommandFailure(sentence(head.hint));
      progress.headSha = head.sha;
      return head.sha;
    }

    /** Whatever fails now was worth keeping, and is no reason to do it once more. */
    async function keep(): Promise<void> {
      const kept: CommandProgress = { ...progress };
      await table
        .write({ delivery, handler }, kept, inside.remainingMilliseconds)
        .catch((error) => logger.error('progress of commands was not kept', error));
    }

    function told(
      problem: string,
      { command, index }: { readonly command: RegisteredCommand | undefined; readonly index: number },
    ): string {
      const what = command ? `\`${command.name}\`: ` : '';
      const rest = index < commands.length - 1 ? ' What stands behind it was not run.' : '';
      return `${what}${problem}${rest}\n\n<sub>Delivery ${delivery.delivery_id}</sub>`;
    }
  };

  /** All commands of a new comment; those of an edited one that it did not have before. */
  function commandsOf({ body, bodyBefore }: CommandComment): Pick<FoundCommands, 'commands' | 'left'> {
    const now = findCommands(body);
    if (bodyBefore === undefined || now.commands.length === 0) return now;
    const before = [...findCommands(bodyBefore).commands];
    const commands = now.commands.filter((command) => {
      const known = before.indexOf(command);
      if (known >= 0) before.splice(known, 1);
      return known < 0;
    });
    return { commands, left: commands.length === 0 ? 0 : now.left };
  }
}

const unexpected =
  'It did not work. Say it again, or give the delivery below to whoever runs this bot: they can look it up, and redrive it.';

type Where = Omit<CommandPlace, 'answer' | 'fail'>;

/** @throws DoNotRetryError for an event that no installation can answer */
function placeOf(context: CommentContext, comment: CommandComment): Where {
  const { delivery, octokit, once, attempt, logger, doNotRetry } = context;
  const { sender, repository } = delivery;
  if (!octokit || !sender || !repository) {
    return doNotRetry('Commands need a sender, a repository and an installation, and this event lacks one of them.');
  }
  const [owner = '', repo = ''] = repository.full_name.split('/');
  const { kind, id, url, number } = comment;
  return {
    sender: { id: sender.id, login: sender.login },
    repository: { id: repository.id, owner, repo },
    comment: { kind, id, url },
    ...(number !== undefined && { number }),
    octokit,
    once,
    delivery,
    attempt,
    logger,
  };
}

/** Whose rights are judged, and where. */
function asked(
  { delivery, payload }: CommentContext,
  { sender, repository }: Where,
): Pick<RightsQuestion, 'person' | 'repository' | 'realm'> {
  const type = field(field(field(payload, 'repository'), 'owner'), 'type') === 'User' ? 'User' : 'Organization';
  return {
    realm: [delivery.host, delivery.app_id, delivery.installation?.id].join(' '),
    person: sender,
    repository: { id: repository.id, name: repository.repo, owner: { login: repository.owner, type } },
  };
}

function sentence(hint: string): string {
  const text = `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
