import { randomUUID } from 'node:crypto';
import { askReplayPrefix } from '../as-user/user-token-request';
import { meaningOf } from '../command-text/command-words';
import type { FoundCommands } from '../command-text/find-commands';
import type { HandlerInside } from '../handlers/webhook-handler';
import type { JudgeRights, Permission } from '../rights/rights';
import { type CommentContext, placeOf } from './command-place';
import { type CommandComment, readComment } from './comment-event';
import { createFeedback } from './feedback';
import { type CommandProgress, createProgressTable } from './progress-table';
import type { Registry } from './registry';
import { createTurn, hashOf, type TurnOutcome } from './run-turn';
import { createIsStillSaid } from './said-now';

export interface CommandCollaborators {
  readonly bot: string;
  readonly registry: Registry;
  readonly findCommands: (comment: string) => FoundCommands;
  readonly judge: JudgeRights;
  /** Of commands that name none, and of what is no command. */
  readonly permission: Permission;
}

/** So many commands of a comment are run. */
const mostCommands = 5;
/** What comes to a handler later is looked at again: its delivery waited, or was brought by the sweep. */
const lateMilliseconds = 60_000;

/** Runs the commands of a comment in their order, up to the first that fails or that its author may not run. */
export function createRunCommands(collaborators: CommandCollaborators) {
  const { findCommands } = collaborators;

  return async function runCommands(context: CommentContext, inside: HandlerInside): Promise<void> {
    const { delivery, payload, logger, handler } = context;
    const comment = readComment(context.event, payload);
    if (!comment) return;
    const { commands, left } = commandsOf(comment);
    if (commands.length === 0) return;
    const where = placeOf(context, comment);
    const table = createProgressTable(inside);
    // Somebody has signed in, and one command of the comment waited for it.
    const isResumed = delivery.replay_id?.startsWith(askReplayPrefix) === true;
    const isAgain = delivery.replay_id !== undefined || inside.isRepeated;
    const of = { delivery, handler };
    const progress: { -readonly [Name in keyof CommandProgress]: CommandProgress[Name] } = {
      ...(isAgain ? await table.read(of, inside.remainingMilliseconds) : { finished: 0 }),
    };
    const by = randomUUID();
    const begun = progress.begun?.index;
    progress.begun = undefined;
    if (!mayGoOn()) return;
    const feedback = createFeedback({
      ...inside.aside(),
      repository: where.repository,
      comment,
      warn: (what, error) => logger.warn('feedback was not given', { what, reason: String(error) }),
    });
    const take = createTurn({
      ...collaborators,
      context,
      inside,
      where,
      comment,
      feedback,
      progress,
      begun,
      count: commands.length,
      // Somebody may have edited or deleted the comment since.
      isStillSaid:
        isAgain || isLate(comment) ? createIsStillSaid({ ...where, comment }, findCommands) : async () => true,
      keep,
      begin: async (index, afterCrash) => {
        const begun = { ...progress, begun: { index, by } };
        if (afterCrash === 'ended') return table.begin(of, begun, inside.remainingMilliseconds);
        // One that may run again is noted from its second try on, so that its last one can tell.
        if (inside.isRepeated) await table.write(of, begun, inside.remainingMilliseconds);
        return true;
      },
      wait: (waiting) => table.write(of, { ...progress, waiting }, inside.remainingMilliseconds),
    });
    const outcomes: TurnOutcome[] = [];
    for (const [index, line] of commands.entries()) {
      if (index < progress.finished) continue;
      const outcome = await take({ line, index, isSeen: outcomes.includes('done') });
      outcomes.push(outcome);
      if (outcome === 'refused' || outcome === 'waiting') break;
      // Behind one that failed, nothing is run.
      progress.finished = outcome === 'done' ? index + 1 : commands.length;
      progress.waiting = undefined;
      await keep();
    }
    if (left > 0 && outcomes.length > 0 && outcomes.every((outcome) => outcome === 'done')) {
      await feedback.answer('left').say(`Five commands of a comment are run: ${left} more were left out.`);
    }
    if (outcomes.includes('failed')) await feedback.react('failed');
    else if (outcomes.includes('done') && !outcomes.includes('waiting')) await feedback.react('done');

    /** What waits for a sign-in goes on with the replay that the sign-in brings, and that replay with nothing else. */
    function mayGoOn(): boolean {
      const next = commands[progress.finished];
      if (next === undefined) return false;
      if (!progress.waiting) return !isResumed || inside.isRepeated;
      return isResumed && hashOf(next) === progress.waiting.hash;
    }

    /** Whatever fails now was worth keeping, and is no reason to do once more what is done. */
    async function keep(): Promise<void> {
      await table
        .write(of, progress, inside.remainingMilliseconds)
        .catch((error) => logger.error('progress of commands was not kept', error));
    }
  };

  /** All commands of a new comment; those of an edited one that it did not have before. */
  function commandsOf({ body, bodyBefore }: CommandComment) {
    const said = findCommands(body).commands;
    const added =
      bodyBefore === undefined || said.length === 0 ? said : addedTo(findCommands(bodyBefore).commands, said);
    return { commands: added.slice(0, mostCommands), left: Math.max(0, added.length - mostCommands) };
  }
}

/** No date is late, too. */
function isLate({ writtenAt }: CommandComment): boolean {
  return !(Date.now() - writtenAt.getTime() < lateMilliseconds);
}

/** What is said more often than before: spaces and quotes are no difference. */
function addedTo(before: readonly string[], now: readonly string[]): readonly string[] {
  const known = new Map<string, number>();
  for (const line of before) known.set(meaningOf(line), (known.get(meaningOf(line)) ?? 0) + 1);
  return now.filter((line) => {
    const left = known.get(meaningOf(line)) ?? 0;
    known.set(meaningOf(line), left - 1);
    return left <= 0;
  });
}
