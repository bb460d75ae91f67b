// `node bench/triggers.mjs`: how many triggers a second an event is held against, 1,000 of them kept at once. No network.
import { tsImport } from 'tsx/esm/api';
import { whole } from './report.mjs';
import { median } from './statistics.mjs';

const triggers = 1_000;
const mustBe = 100_000;
const room = '../src/packages/app-framework/src/triggers';

/** Evaluations a second of each kind, the median of several rounds. */
export async function measureTriggers({ rounds = 15, events = 20 } = {}) {
  const load = (file) => tsImport(`${room}/${file}.ts`, import.meta.url);
  const [{ pullRequest }, { compileTrigger }, { triggerSubject }] = await Promise.all(
    ['trigger', 'evaluate-trigger', 'trigger-subject'].map(load),
  );
  const compiled = Array.from({ length: triggers }, (_, index) =>
    compileTrigger(
      pullRequest({
        branches: ['main', 'release/**', `team-${index}/*`],
        labels: [`team-${index}`, 'ready'],
        paths: [`services/${index}/**`, `libraries/*-${index}/src/**/*.ts`, '!**/*.md'],
      }),
    ),
  );
  const subjectInto = (ref) => triggerSubject({ event: 'pull_request', payload: payloadInto(ref), own: false });
  const files = (count) => ({
    kind: 'known',
    paths: Array.from({ length: count }, (_, index) => `services/${index * 7}/src/handlers/handle-${index}.ts`),
  });
  const kinds = [
    ['refused by the branch', subjectInto('feature/some/long/name-of-a-branch')],
    ['let through by all but files', subjectInto('release/2026/11')],
    ['with 1 changed file', subjectInto('main'), files(1)],
    ['with 30 changed files', subjectInto('main'), files(30)],
  ];
  return kinds.map(([kind, ...asked]) => {
    const rates = Array.from({ length: rounds }, () => rateOf(compiled, asked, events));
    const matched = compiled.filter((evaluate) => evaluate(...asked).kind === 'matched').length;
    return { kind, matched, rate: median(rates), least: Math.min(...rates) };
  });
}

function rateOf(compiled, asked, events) {
  const before = performance.now();
  for (let event = 0; event < events; event += 1) for (const evaluate of compiled) evaluate(...asked);
  return (events * compiled.length * 1_000) / (performance.now() - before);
}

function payloadInto(ref) {
  return {
    action: 'synchronize',
    repository: { id: 1 },
    pull_request: {
      number: 1,
      title: 'One more',
      labels: [{ name: 'big' }, { name: 'ready' }],
      user: { login: 'octocat', type: 'User' },
      head: { sha: 'a'.repeat(40), ref: 'work', repo: { id: 1 } },
      base: { ref },
    },
  };
}

/** What `measureTriggers` measured, as a figure. */
export function triggersFigure(kinds) {
  const slow = kinds.filter(({ rate }) => rate < mustBe);
  return {
    title: `One event held against ${triggers.toLocaleString('en')} triggers`,
    method:
      'Each trigger has three patterns of branches, two labels and three patterns of paths, and is read once. One process, no network; ' +
      `medians of several rounds. **Must:** ${mustBe.toLocaleString('en')} evaluations a second, whatever decides.`,
    columns: ['pull request', 'triggers matched', 'evaluations a second', 'least'],
    rows: kinds.map(({ kind, matched, rate, least }) => [kind, whole(matched), whole(rate), whole(least)]),
    summary: [
      [
        `evaluations a second of ${triggers.toLocaleString('en')} triggers, the slowest kind`,
        `${mustBe.toLocaleString('en')} at least`,
        whole(Math.min(...kinds.map(({ rate }) => rate))),
      ],
    ],
    faults: slow.map(({ kind, rate }) => `${whole(rate)} evaluations a second ${kind}`),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { printFigure } = await import('./report.mjs');
  const figure = triggersFigure(await measureTriggers());
  printFigure(figure);
  process.exitCode = figure.faults.length > 0 ? 1 : 0;
}
