import { field } from '../lambda/parsed-json';
import { useSteps } from './steps.test.support';

const made = 'POST /api/v3/repos/octo-org/web/check-runs';
const changed = 'PATCH /api/v3/repos/octo-org/web/check-runs/7';
const world = useSteps();
const { aws, gitHub, run, failure, shown, tell } = world;
const annotation = (line: number) => ({
  path: 'src/a.ts',
  start_line: line,
  end_line: line,
  annotation_level: 'warning',
  message: 'Odd.',
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => annotation(index + 1));

describe('what steps have to say in the check run of their job', () => {
  /** As GitHub has it. */
  let lines: unknown[] = [];
  const take = (body: unknown) => {
    const more = field(field(body, 'output'), 'annotations');
    if (Array.isArray(more)) lines.push(...more.map((one) => field(one, 'start_line')));
    return { body: { id: 7, output: { annotations_count: lines.length } } };
  };
  const outputs = () =>
    gitHub()
      .requests.filter(({ method, path }) => method !== 'GET' && path.includes('check-runs'))
      .map(({ body }) => Object(field(body, 'output')));
  const annotated = () => outputs().map(({ annotations = [] }) => annotations.length);

  beforeEach(() => {
    lines = [];
    gitHub().on(made, ({ body }) => ({ status: 201, ...take(body) }));
    gitHub().on(changed, ({ body }) => take(body));
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${'b'.repeat(40)}/check-runs`, { body: { check_runs: [] } });
  });

  it('stands behind how the job goes, as the last of them says it, and concludes nothing', async () => {
    await shown();
    await run('reportCheck', { title: 'One file', summary: 'See **a**.', conclusion: 'success' });
    expect(aws().sent.map((one) => field(one, 'MessageDeduplicationId'))).toContain(
      `${world.jobId()}-0-QUEUED-report-1`,
    );
    await shown();
    await run('reportCheck', { title: 'Two files' });
    await shown();
    await tell('FAILED', { error: 'Broken' });
    await shown();

    expect(outputs().map(({ title }) => title)).toEqual([
      'Queued',
      'Queued: One file',
      'Queued: Two files',
      'Failed: Two files',
    ]);
    expect(
      outputs()
        .slice(1)
        .every(({ summary }) => summary.includes('See **a**.')),
    ).toBe(true);
    expect(world.checkRuns().map(([, , conclusion]) => conclusion)).toEqual([
      undefined,
      undefined,
      undefined,
      'failure',
    ]);
  });

  it('is shown though it was kept while the check run was written', async () => {
    gitHub().on(made, async ({ body }) => {
      await run('reportCheck', { title: 'Meanwhile' });
      return { status: 201, ...take(body) };
    });
    await shown();
    await shown();
    expect(outputs().map(({ title }) => title)).toEqual(['Queued', 'Queued: Meanwhile']);
    await shown();
    expect(outputs()).toHaveLength(2);
  });

  it('is kept of a step that another one overtook while it was noted', async () => {
    let isFirst = true;
    aws().intercept(async ({ operation, input }) => {
      const isNoted = operation === 'UpdateItem' && String(field(input, 'UpdateExpression')).includes('Reported');
      if (!isNoted || !isFirst) return undefined;
      isFirst = false;
      await run('reportCheck', { summary: 'The other.' }, { state: 'Other' });
      return undefined;
    });
    expect(await run('reportCheck', { title: 'One' })).toEqual({ leftOut: 0 });
    await shown();
    expect(outputs()[0]).toMatchObject({ title: 'Queued: One', summary: expect.stringContaining('The other.') });
  });

  it('annotates in batches of 50, each once, after the conclusion', async () => {
    await run('reportCheck', { annotations: numbered(120) });
    await tell('SUCCEEDED');
    await shown();
    await shown();

    expect(annotated()).toEqual([0, 50, 50, 20]);
    expect(lines).toEqual(numbered(120).map(({ start_line }) => start_line));
    expect(world.checkRuns()[0]).toEqual(['POST', 'completed', 'success']);
    expect(world.attribute('UnsettledIn')).toBeUndefined();
  });

  it('adds to the annotations of earlier steps, and of those that report at once', async () => {
    await run('reportCheck', { annotations: numbered(2) });
    await shown();
    const states = Array.from({ length: 5 }, (_, index) => `State ${index}`);
    await Promise.all(states.map((state) => run('reportCheck', { annotations: numbered(3) }, { state })));
    await run('reportCheck', { annotations: numbered(2) });
    await shown();
    expect(lines).toHaveLength(17);
  });

  it('annotates nothing twice where an answer of GitHub was lost', async () => {
    await shown();
    await run('reportCheck', { annotations: numbered(120) });
    gitHub().on(changed, ({ body }) => {
      take(body);
      return lines.length > 50 ? { status: 502, body: { message: 'lost' } } : take({});
    });
    expect((await shown()).batchItemFailures).toHaveLength(1);
    gitHub().on(changed, ({ body }) => take(body));
    expect((await shown()).batchItemFailures).toEqual([]);
    expect(lines).toHaveLength(120);
  });

  it('holds up nothing where GitHub takes some of it not', async () => {
    await run('reportCheck', { annotations: numbered(60) });
    gitHub().on(changed, ({ body }) =>
      JSON.stringify(body).includes('"start_line":50') ? { status: 422, body: { message: 'no' } } : take(body),
    );
    expect((await shown()).batchItemFailures).toEqual([]);
    expect(lines).toHaveLength(10);
    expect(world.attribute('Shown')).toBe('QUEUED');
  });

  it('is cut where it is too much, which the summary says', async () => {
    const annotations = numbered(1_030).map(({ message: _message, ...one }) => ({ ...one, message: 'x' }));
    const summary = `\`\`\`\n${'line\n'.repeat(20_000)}`;
    expect(await run('reportCheck', { summary, annotations })).toEqual({ leftOut: 30 });
    await shown();
    const [first] = outputs();
    expect(first.summary).toContain('*30 more annotations are left out.*');
    expect(Buffer.byteLength(first.summary)).toBeLessThan(65_536);
    expect(first.summary.match(/^```/gm)).toHaveLength(2);
    const stored = aws()
      .rows()
      .flatMap((row) => field(row.Annotations, 'S') ?? []);
    expect(stored.map((text) => JSON.parse(String(text)).length)).toEqual(Array.from({ length: 20 }, () => 50));
  });

  it('is cut between characters', async () => {
    const long = `${'x'.repeat(199)}\u{1f600}`;
    await run('reportCheck', { title: long, annotations: [{ ...annotation(1), title: `${'y'.repeat(55)}${long}` }] });
    await shown();
    const [, { title, annotations }] = outputs();
    expect([title, annotations[0].title]).toEqual([
      `Queued: ${'x'.repeat(199)}`,
      `${'y'.repeat(55)}${'x'.repeat(199)}`,
    ]);
  });

  it('is kept of no job that has ended', async () => {
    await tell('SUCCEEDED');
    expect(await failure('reportCheck', { title: 'Late' })).toMatchObject({ name: 'JobOver' });
    expect(world.attribute('Reported')).toBeUndefined();
  });

  it.each([
    [{ ...annotation(1), annotation_level: 'error' }, 'annotation_level'],
    [{ ...annotation(1), end_line: 0 }, 'end_line'],
    [{ ...annotation(1), start_line: '1' }, 'start_line'],
    [{ ...annotation(1), path: '' }, 'path'],
    [{ ...annotation(1), message: undefined }, 'message'],
    [{ ...annotation(1), start_column: 3, end_column: 2 }, 'end_column'],
  ])('refuses an annotation that GitHub would refuse with all others of its request', async (odd, name) => {
    const error = await failure('reportCheck', { annotations: [annotation(1), odd] });
    expect(error).toMatchObject({
      name: 'StepRefused',
      message: expect.stringMatching(`annotation 1 has no ${name} `),
    });
  });

  it('leaves columns out that GitHub takes on one line only', async () => {
    await run('reportCheck', { annotations: [{ ...annotation(1), end_line: 2, start_column: 3, end_column: 9 }] });
    await shown();
    expect(outputs()[1].annotations).toEqual([{ ...annotation(1), end_line: 2 }]);
  });
});

describe('a check run of a step with many annotations', () => {
  const at = '/api/v3/repos/octo-org/web/check-runs';
  let count = 0;
  const take = (body: unknown) => {
    const more = field(field(body, 'output'), 'annotations');
    count += Array.isArray(more) ? more.length : 0;
    const summary = String(field(field(body, 'output'), 'summary'));
    const external_id = field(body, 'external_id');
    const output = { summary, annotations_count: count };
    latest = { ...latest, ...(external_id !== undefined && { external_id }), output };
    return { body: latest };
  };
  let latest: object = {};
  const sizes = () =>
    gitHub()
      .requests.filter(({ method, path }) => method !== 'GET' && path.includes('check-runs'))
      .map(({ body }) => Object(field(body, 'output')).annotations?.length ?? 0);

  beforeEach(() => {
    count = 0;
    latest = { id: 8, name: 'lint', app: { id: 1234 } };
    gitHub().on(`POST ${at}`, ({ body }) => ({ status: 201, ...take(body) }));
    gitHub().on(`PATCH ${at}/8`, ({ body }) => take(body));
    gitHub().on(`GET ${at}/8`, () => ({ body: latest }));
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${'b'.repeat(40)}/check-runs`, () => ({
      body: { check_runs: [latest] },
    }));
  });

  it('gets them 50 a request, and of more than 1,000 the first, which its summary says', async () => {
    await run('createCheckRun', { name: 'lint', annotations: numbered(120) });
    expect([sizes(), count]).toEqual([[50, 50, 20], 120]);
    await run('updateCheckRun', { checkRun: 8, annotations: numbered(1_001) });
    expect([sizes().length, count]).toEqual([23, 1_120]);
    expect(JSON.stringify(latest)).toContain('*1 more annotation is left out.*');
  });

  it('gets each once where an answer of GitHub was lost, when it is made and when it is changed', async () => {
    const lose = () =>
      gitHub().on(`PATCH ${at}/8`, ({ body }) => {
        take(body);
        return { status: 502, body: { message: 'lost' } };
      });
    const asked = ['createCheckRun', { name: 'lint', conclusion: 'success', annotations: numbered(120) }] as const;
    lose();
    expect(await failure(...asked)).toMatchObject({ name: 'GitHubUnavailable' });
    gitHub().on(`PATCH ${at}/8`, ({ body }) => take(body));
    await run(...asked);
    expect(count).toBe(120);

    const again = ['updateCheckRun', { checkRun: 8, annotations: numbered(70) }] as const;
    lose();
    expect(await failure(...again)).toMatchObject({ name: 'GitHubUnavailable' });
    gitHub().on(`PATCH ${at}/8`, ({ body }) => take(body));
    await run(...again);
    expect(count).toBe(190);
  });
});
