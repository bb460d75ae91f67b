import { field, parsedJson } from '../lambda/parsed-json';
import { parseDecisions } from '../triggers/event-decisions';
import { push } from '../triggers/trigger';
import { machine, useWorkflows } from '../workflows/workflows.test.support';
import { askTriggers as ask, faultsIn, leadToTriggers } from './trigger-operations.test.support';

/** As costly as one may be: each star is a place that is followed with each character. */
const costly = (end = '') => `**${'a*'.repeat(9)}${end}[z]`;

describe('patterns that strangers chose', () => {
  const { aws, bringPush, delivery, installation, inputsOf, offer } = useWorkflows();
  leadToTriggers();
  const put = (triggerId: string, paths: readonly string[]) =>
    ask('put', { installationId: installation().id, triggerId, workflow: 'ci', filters: { event: 'push', paths } });

  it('are refused where one has more to be followed at once than ten places', async () => {
    expect((await put('most', [costly()]))[0]).toBe(200);
    for (const [index, pattern] of [`*${costly()}`, `${'a?'.repeat(11)}`, `${'**/a/'.repeat(11)}`].entries())
      expect(faultsIn(await put(`odd-${index}`, ['src/**', pattern]))).toEqual([
        400,
        [expect.objectContaining({ message: expect.stringContaining('more than 10 of *, ? and +') })],
      ]);
    expect((await put('plain', ['\\*'.repeat(11)]))[0]).toBe(200);
  });

  it('are looked at as far as an event may take, and what the code starts is started all the same', async () => {
    await offer([{ name: 'ci', check: 'ci', machine, on: [push({ paths: ['**/last'] })], offered: true }]);
    await put('before', ['**/last']);
    const many = Array.from({ length: 60 }, (_, index) => costly('y'.repeat(index)));
    for (const id of ['costly-1', 'costly-2', 'costly-3']) await put(id, many);
    await put('later', ['**/last']);
    const files = Array.from({ length: 100 }, (_, index) => `${'a'.repeat(200)}/${index}`);
    const commits = [{ added: [...files, 'src/last'], removed: [], modified: [] }];
    const payload = { ...delivery().payload, before: 'c'.repeat(40), commits, repository: { id: 5 } };
    expect(await bringPush({ payload })).toBe('settled');

    const [text] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    const { workflows } = parseDecisions(String(text));
    const told = new Map(workflows.map(({ trigger, decisions }) => [trigger, decisions[0]]));
    expect(told.get(undefined)).toEqual({ kind: 'matched' });
    expect(told.get('before')).toEqual({ kind: 'matched' });
    expect(told.get('later')).toMatchObject({ kind: 'refused', by: 'trigger', value: 'too costly' });
    const started = inputsOf('StartExecution').map((one) => field(parsedJson(String(field(one, 'input'))), 'trigger'));
    expect(started).toEqual([undefined, 'before']);
  });
});
