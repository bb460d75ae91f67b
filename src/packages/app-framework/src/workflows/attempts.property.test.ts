import fc from 'fast-check';
import { follow, handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { context, executionOf, machine, useWorkflows } from './workflows.test.support';

const ends = ['FAILED', 'SUCCEEDED', 'TIMED_OUT', 'ABORTED'] as const;

describe('the attempts of a job', () => {
  const { aws, bringPush, ids, offer } = useWorkflows();
  const begun = async () => {
    aws().clear();
    aws().intercept(({ operation }) => (operation === 'StartExecution' ? { status: 200 } : undefined));
    await offer([{ name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['main'] })] }]);
    await bringPush();
  };
  const tell = async (name: string, status: string, redriveCount = 0) => {
    const body = JSON.stringify({ detail: { name, executionArn: executionOf(name), status, redriveCount } });
    expect(await follow({ Records: [{ messageId: 'told', receiptHandle: 'receipt', body }] }, context)).toEqual({
      batchItemFailures: [],
    });
  };
  const rows = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);

  it('are numbered one after the other, each made once, whoever asks for whichever of them how often', async () => {
    const steps = fc.array(fc.record({ at: fc.nat(), end: fc.option(fc.constantFrom(...ends), { nil: undefined }) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        await begun();
        for (const { at, end } of asked) {
          const job = ids()[at % ids().length] ?? '';
          if (end) await tell(job, end);
          await operate({ operation: 'rerun', job, by: 'ada' }, context);
        }
        const attempts = rows().map((row) => Number(field(row.Attempt, 'N')));
        expect(attempts.toSorted((one, other) => one - other)).toEqual(attempts.map((_, index) => index + 1));
        expect(new Set(rows().map((row) => field(row.FirstJob, 'S')))).toEqual(new Set([ids()[0]]));
        for (const row of rows()) {
          const input = parsedJson(String(field(row.Input, 'S')));
          expect([field(input, 'job'), field(input, 'attempt')]).toEqual([
            field(row.JobId, 'S'),
            Number(field(row.Attempt, 'N')),
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('say what was told of the newest run of their execution, in whichever order and how often that comes', async () => {
    const runs = fc.integer({ min: 1, max: 4 });
    const told = runs.chain((count) => {
      const all = Array.from({ length: count }, (_, redrives) => [
        { status: 'RUNNING', redrives },
        { status: redrives === count - 1 ? 'SUCCEEDED' : 'FAILED', redrives },
      ]).flat();
      const more = fc.array(fc.constantFrom(...all), { maxLength: 6 });
      return more.chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: 1 }));
    });
    await fc.assert(
      fc.asyncProperty(told, async (events) => {
        await begun();
        const [job = ''] = ids();
        for (const { status, redrives } of events) await tell(job, status, redrives);
        const newest = Math.max(...events.map(({ redrives }) => redrives));
        const ofNewest = events.filter(({ redrives }) => redrives === newest).map(({ status }) => status);
        const wanted = ofNewest.find((status) => status !== 'RUNNING') ?? 'RUNNING';
        const [row = {}] = rows();
        expect([field(row.Status, 'S'), field(row.Redrives, 'N')]).toEqual([wanted, String(newest)]);
      }),
      { numRuns: 60 },
    );
  });
});
