import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';
import { type AskGitHub, listIn, textIn } from '../security-verdicts/ask-github';
import type { Place } from '../security-verdicts/open-findings';
import { type CheckOutput, digestOf } from './check-outputs';
import type { Write } from './paced';

export interface CheckCollaborators {
  readonly octokit: HandlerOctokit;
  readonly ask: AskGitHub;
  readonly write: Write;
  readonly place: Place;
  readonly appId: number;
}

/** GitHub waits for whom people asked to run again, though all be as it was. */
export type WantedBy = 'by people' | 'by an event';

/** Our check runs on one commit, as they are: the newest of each name. */
export interface ShownChecks {
  readonly has: (name: string) => boolean;
  /** Makes it say this, unless it does. */
  readonly show: (name: string, output: CheckOutput) => Promise<'written' | 'as it was'>;
}

/** Looks at the check runs of a commit, which are changed in place: GitHub counts the one that was made last. */
export function createCheckRuns({ octokit, ask, write, place, appId }: CheckCollaborators) {
  /** @throws Error where GitHub does not say which there are */
  return async function checksOn(sha: string, wanted: WantedBy): Promise<ShownChecks> {
    const asked = await ask.ask('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...{ ...place, ref: sha, app_id: appId, filter: 'latest', per_page: 100 },
    });
    if (asked.kind === 'refused') {
      throw new Error(`The check runs of ${sha} were refused: ${asked.message}. The App needs checks: write.`);
    }
    const runs = listIn(field(asked.data, 'check_runs')).filter((run) => field(field(run, 'app'), 'id') === appId);
    const called = (name: string) => runs.find((run) => field(run, 'name') === name);

    return {
      has: (name) => called(name) !== undefined,
      async show(name, output) {
        const external_id = digestOf(output);
        const run = called(name);
        const isSaid = textIn(run, 'external_id') === external_id && textIn(run, 'conclusion') === output.conclusion;
        if (isSaid && wanted === 'by an event') return 'as it was';
        const { conclusion, ...said } = output;
        const body = { status: 'completed' as const, conclusion, external_id, output: mutable(said) };
        const id = field(run, 'id');
        // Annotations add up and are never taken away: a run that has some is followed by another.
        const isAnnotated = Number(field(field(run, 'output'), 'annotations_count') ?? 0) > 0;
        if (typeof id === 'number' && !isAnnotated) {
          await write('change', () => octokit.rest.checks.update({ ...place, check_run_id: id, ...body }));
        } else {
          await write('creation', () => octokit.rest.checks.create({ ...place, name, head_sha: sha, ...body }));
        }
        return 'written';
      },
    };
  };
}

/** Octokit's types take no list that cannot be changed. */
function mutable({ annotations, ...said }: Omit<CheckOutput, 'conclusion'>) {
  return { ...said, ...(annotations && { annotations: annotations.map((one) => ({ ...one })) }) };
}
