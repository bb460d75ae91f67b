import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { administrator, outputs } from './harness/deployment';
import { functionOf } from './harness/functions';
import { roleSession } from './harness/identities';
import { listAt, textAt } from './harness/json';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

const { iam } = administrator;
const RoleName = outputs.LimitedCallerRole.slice(outputs.LimitedCallerRole.lastIndexOf('/') + 1);

describe('check-ceilings', () => {
  it('finds that the ceilings of the deployment hold, as somebody who may check them', async () => {
    const ended = await operationsTool(['check-ceilings', '--json']);
    expectExit(ended, 0);
    const callers = listAt(ended.json(), 'callers');
    expect(callers).toContainEqual(expect.objectContaining({ kind: 'role', name: RoleName, state: 'holds' }));
    expect([...new Set(callers.map((caller) => textAt(caller, 'state')))]).toEqual(['holds']);
  });

  it('is refused to those to whom it was not granted, and says which grant it takes', async () => {
    const ended = await operationsTool(['check-ceilings'], await roleSession('NoGrantRole'));
    expectExit(ended, 4);
    expect(ended.stderr).toContain('grantCheckCeilings');
  });

  describeWith(['the local AWS'], 'where somebody gives a caller more from outside the app', () => {
    const policy = { RoleName, PolicyName: 'from-the-console' };
    const give = async (Action: string, Condition?: object) => {
      const { arn: Resource } = await functionOf('InstallationAccessTokenEndpoint');
      const Statement = [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
    };
    afterEach(() => iam.send(new DeleteRolePolicyCommand(policy)));

    it('finds the right, and whom it frees of the ceiling', async () => {
      await give('lambda:InvokeFunction');
      const ended = await operationsTool(['check-ceilings']);
      expectExit(ended, 4);
      expect(ended.stdout).toMatch(
        new RegExp(
          `role ${RoleName} of \\d+: would not hold\\n {2}lambda:InvokeFunction {2}on\\s+arn:\\S+:\\s+who invokes`,
        ),
      );
    });

    it('weighs the condition that keeps direct calls out', async () => {
      await give('lambda:InvokeFunction', { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } });
      expectExit(await operationsTool(['check-ceilings']), 0);
    });
  });
});
