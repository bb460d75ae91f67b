import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useWorkflows } from './workflows.test.support';

const page = readFileSync(join(__dirname, '../../../../../docs/workflows.md'), 'utf8');

describe('what a job takes that is shown at each of its three states', () => {
  const { aws, gitHub, bringPush, tell, shown } = useWorkflows();

  it('is what the page says', async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    const counts = new Map<string, number>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    aws().intercept(({ operation, input }) => {
      const isOfJobs = JSON.stringify(input).includes('"jobs"');
      if (['PutItem', 'UpdateItem', 'GetItem', 'Query'].includes(operation)) {
        if (isOfJobs) count(operation === 'PutItem' || operation === 'UpdateItem' ? 'writes' : 'reads');
      } else count(operation);
      return operation === 'StartExecution' ? { status: 200 } : undefined;
    });
    await bringPush();
    await shown();
    await tell('RUNNING');
    await shown();
    await tell('SUCCEEDED');
    await shown();
    const checkRuns = gitHub().requests.filter(({ path }) => path.includes('check-runs')).length;

    const told = `${counts.get('writes')} writes and ${counts.get('reads')} reads of the Jobs table, ${counts.get('SendMessage')} messages to be shown, ${counts.get('StartExecution')} start, and ${checkRuns} requests to GitHub`;
    expect(page.replace(/\s+/g, ' ')).toContain(told);
  });
});
