import { useConnectedHandler } from '../handlers/connected-handler.test.support';
import { createProgressTable } from './progress-table';

const of = { delivery: { delivery_key: 'api.github.com#7#d1' }, handler: 'bot' };
const time = () => 10_000;

describe('createProgressTable', () => {
  useConnectedHandler();
  const begun = (by: string) => ({ finished: 0, begun: { index: 0, by } });

  it('lets one of two tries begin, and knows its own call when it is repeated', async () => {
    const table = createProgressTable({ tableName: 'ledger' });
    expect(await table.begin(of, begun('one'), time)).toBe(true);
    expect(await table.begin(of, begun('two'), time)).toBe(false);
    expect(await table.begin(of, begun('one'), time)).toBe(true);
  });

  it('lets no try begin what another has finished meanwhile', async () => {
    const table = createProgressTable({ tableName: 'ledger' });
    await table.write(of, { finished: 1 }, time);
    expect(await table.begin(of, begun('late'), time)).toBe(false);
    expect(await table.read(of, time)).toEqual({ finished: 1 });
  });
});
