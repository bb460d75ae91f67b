import { createHash } from 'node:crypto';
import { ComeAgainError } from '../aws/serve-batch';
import type { HandlerLogger } from '../handlers/serve-events';
import type { SecurityEvent } from '../security-findings/read-event';
import type { FoundPolicy } from '../security-findings/read-policy';
import type { AskGitHub } from '../security-verdicts/ask-github';
import type { Place, Readings } from '../security-verdicts/open-findings';
import { groupAt, headsOf, openTargets, type Target, targetOfPull } from '../security-verdicts/targets';
import { allOf } from './all-of';
import type { Besides } from './head-claim-table';
import type { createShowHead } from './show-head';
import type { Standing, SweepTable } from './sweep-table';

export interface SweepCollaborators {
  readonly logger: HandlerLogger;
  readonly ask: AskGitHub;
  readonly place: Place;
  readonly show: ReturnType<typeof createShowHead>;
  readonly sweeps: SweepTable;
  readonly standing: Standing;
  readonly configuration: FoundPolicy;
  readonly readings: Readings;
  /** When reading them began. */
  readonly from: Date;
  readonly now: () => Date;
  readonly remainingMilliseconds: () => number;
}

export type About = Exclude<SecurityEvent, { kind: 'nothing' }>;

/** What is told of a head that an event is about. */
export const allTold: readonly Besides[] = ['comments', 'config'];

/** With less time than this no head is begun. */
const reserveMilliseconds = 10_000;

/** Has the checks of heads say what is open for them: of those that an event is about, or of all. */
export function createSweep(collaborators: SweepCollaborators) {
  const { logger, ask, place, show, sweeps, standing, configuration, readings, from, now } = collaborators;
  const { remainingMilliseconds } = collaborators;

  return {
    async about(said: About): Promise<void> {
      const heads = headsOf(await targetsOf(said));
      const rerun = said.kind === 'commit' && said.wanted === 'by people' ? (['rerun'] as const) : [];
      await allOf(heads.map((head) => () => show(head, [...allTold, ...rerun])));
    },

    /** All heads, unless what they are judged by is what it was at the last sweep. One that is cut short goes on where it stopped. */
    async everything({
      besides,
      isForced,
    }: {
      readonly besides: readonly Besides[];
      readonly isForced: boolean;
    }): Promise<void> {
      const digest = digestOf([configuration, readings]);
      if (standing.digest === digest && !isForced && !standing.isOwed) {
        logger.info('what heads are judged by is what it was', {});
        return sweeps.note({ from, digest });
      }
      const { part } = standing;
      const by = `${digest} ${besides.join(' ')}`;
      const begun = part?.digest === by ? part : { from, digest: by, below: Number.POSITIVE_INFINITY };
      const heads = headsOf(await allTargets());
      const left = heads
        .map((head) => ({ head, number: Math.max(...head.targets.map(({ pull }) => pull?.number ?? 0)) }))
        .filter(({ number }) => number < begun.below)
        .sort((one, other) => other.number - one.number);
      const errors: unknown[] = [];
      for (const { head, number } of left) {
        try {
          if (remainingMilliseconds() < reserveMilliseconds)
            throw new ComeAgainError('Heads are left to be judged.', 1);
          await show(head, besides);
        } catch (error) {
          // A head that cannot be written to keeps no other from being judged.
          errors.push(error);
          if (!(error instanceof ComeAgainError)) continue;
          if (errors.length > 1) await sweeps.owe(now());
          await sweeps.notePart({ ...begun, below: number + 1 });
          throw error;
        }
      }
      if (errors.length > 0) throw errors[0];
      await sweeps.note({ from: begun.from, digest });
    },
  };

  async function allTargets(): Promise<readonly Target[]> {
    const { targets, isWhole } = await openTargets(ask, place);
    if (!isWhole) logger.warn('more pull requests are open than are looked at', { lookedAt: targets.length });
    return targets;
  }

  /** With all that is to be merged of the same commit: they have one check together. */
  async function targetsOf(said: About): Promise<readonly Target[]> {
    if (said.kind === 'merge-group') {
      const { sha, ref, base } = said;
      return [{ ...groupAt(ref.replace(/^refs\/heads\//, ''), sha), sha, ref, base }];
    }
    if (said.kind === 'pull-request') {
      const own = await targetOfPull(ask, place, said.number);
      if (!own) return [];
      const others = await allTargets();
      return [own, ...others.filter(({ sha, pull }) => sha === own.sha && pull?.number !== said.number)];
    }
    const open = await allTargets();
    if (said.kind === 'commit') {
      const group = said.branch === undefined ? undefined : groupAt(said.branch, said.sha);
      return [...open.filter(({ sha }) => sha === said.sha), ...[group ?? []].flat()];
    }
    const shas = new Set(open.filter((target) => isAt(target, said.ref)).map(({ sha }) => sha));
    return open.filter(({ sha }) => shas.has(sha));
  }
}

function digestOf(judgedBy: unknown): string {
  return createHash('sha256').update(JSON.stringify(judgedBy)).digest('hex');
}

function isAt({ ref: own, base, pull }: Target, ref: string | undefined): boolean {
  if (ref === undefined || ref === own || ref === `refs/heads/${base.ref}`) return true;
  if (!pull) return false;
  return ref === `refs/pull/${pull.number}/head` || (!pull.isFromFork && ref === `refs/heads/${pull.headRef}`);
}
