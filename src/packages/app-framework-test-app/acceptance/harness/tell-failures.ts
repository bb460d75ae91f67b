import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { administrator, target } from './deployment';
import { logLines } from './functions';
import { gitHub } from './local-github';

// What a failed test waited for in vain is in the logs of the functions, and these go with a local deployment.
let began = new Date();
beforeEach(() => {
  began = new Date();
});
afterEach(async () => {
  if (!Reflect.get(globalThis, 'hasTestFailed')) return;
  const told = [`What the functions warned of during "${expect.getState().currentTestName}":`];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: administrator.logs }, {})) {
    for (const { logGroupName = '' } of logGroups) {
      const lines = await logLines(logGroupName, began);
      told.push(...lines.filter(isWarning).map((line) => `${logGroupName}: ${line.trim().slice(0, 1_000)}`));
    }
  }
  process.stderr.write(`${told.join('\n')}\n`);
});

// What a file has left of its faults, as one that failed may have, is nobody else's.
afterAll(async () => {
  if (!target.localGitHub) return;
  await gitHub.clearFaults();
  await gitHub.clearDeliveryFaults();
  await gitHub.setClock(0);
  await gitHub.setTokenForm('alternate');
});

/** Also what Lambda itself says of a process that died or ran out of time; not audit and metrics, which are of the same level. */
function isWarning(line: string): boolean {
  if (/"level":"(WARN|ERROR|FATAL)"/.test(line)) return !/"event":"token vended"|"_aws":/.test(line);
  return /Task timed out|Runtime\.\w+Error|"status":"(error|timeout)"/.test(line);
}
