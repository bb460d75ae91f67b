import fc from 'fast-check';
import { parsedJson } from '../lambda/parsed-json';
import { schedule } from '../schedules/schedule';
import { repositoryDispatch } from '../triggers/dispatch';
import { parseTrigger } from '../triggers/parse-trigger';
import { command, mergeGroup, pullRequest, push, type Trigger } from '../triggers/trigger';
import { workflowRun } from '../triggers/workflow-run';
import { filtersOf, triggerOf } from './trigger-filters';

const words = fc.uniqueArray(fc.constantFrom('main', 'Ready', 'octocat', 'release/**'), { minLength: 1, maxLength: 3 });
const globs = fc
  .uniqueArray(fc.constantFrom('main', 'release/**', '**', '!old', '!docs/**'), { minLength: 1, maxLength: 3 })
  .filter((list) => list.some((one) => !one.startsWith('!')));
const runOrSkip = fc.constantFrom('run', 'skip');
const files = { paths: globs, whenUnknown: runOrSkip, whenFiltered: fc.constantFrom('nothing', 'skipped') };
const whose = { authors: words, ignoreBots: fc.boolean(), ignoreOwn: fc.boolean(), ...files };
const go = ['go'];
const some = <Model extends Record<string, fc.Arbitrary<unknown>>>(model: Model) =>
  fc.record(model, { requiredKeys: [] });

/** What passes unseen is refused. */
const isSeen = ({
  paths,
  whenUnknown,
  whenFiltered,
}: {
  paths?: unknown;
  whenUnknown?: string;
  whenFiltered?: string;
}) => !paths || whenUnknown !== 'skip' || whenFiltered !== 'skipped';

const drafts = fc.constantFrom('run', 'skip', 'only');
const ofCode = fc.oneof(
  some({
    actions: words,
    branches: globs,
    heads: globs,
    labels: words,
    titles: globs,
    drafts,
    forks: fc.constantFrom('approve', 'run', 'skip'),
    ...whose,
  })
    .filter(isSeen)
    .map((given) => ({ event: 'pull_request', given, made: pullRequest(given) }) as const),
  some({ branches: globs, tags: globs, ...whose })
    .filter(isSeen)
    .map((given) => ({ event: 'push', given, made: push(given) }) as const),
  some({ authors: words }).map(
    (given) => ({ event: 'command', given: { ...given, commands: go }, made: command('go', given) }) as const,
  ),
  some({ types: words, authors: words, ignoreBots: fc.boolean(), ignoreOwn: fc.boolean() }).map(
    (given) => ({ event: 'repository_dispatch', given, made: repositoryDispatch(given) }) as const,
  ),
  fc
    .constantFrom({ cron: '0 3 * * *' }, { cron: '5 4 * * MON', timezone: 'Europe/Berlin' }, { rate: '6 hours' })
    .map((given) => ({ event: 'schedule', given, made: schedule(given) }) as const),
  some({ branches: globs, ...files })
    .filter(isSeen)
    .map((given) => ({ event: 'merge_group', given, made: mergeGroup(given) }) as const),
  some({
    workflows: words,
    conclusions: words,
    branches: globs,
    forks: runOrSkip,
    authors: words,
    ignoreBots: fc.boolean(),
  }).map((given) => ({ event: 'workflow_run', given, made: workflowRun(given) }) as const),
);

describe('filters that are data', () => {
  it('make the trigger that they make in code, so that both decide alike, also after they were kept and told', () => {
    fc.assert(
      fc.property(
        ofCode,
        fc.option(fc.integer({ min: 1 }), { nil: undefined }),
        ({ event, given, made }, repository) => {
          const trigger = triggerOf({ event, ...given }, repository);
          const expected: Trigger = repository === undefined ? made : { ...made, repositories: [repository] };
          expect(trigger).toEqual(expected);
          expect(parseTrigger(parsedJson(JSON.stringify(trigger)))).toEqual(trigger);
          expect(triggerOf(filtersOf(trigger), repository)).toEqual(trigger);
        },
      ),
      { numRuns: 500 },
    );
  });
});
