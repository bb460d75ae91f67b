import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { clientId, givenPeople } from './people.test.support';

describe('revoke-user', () => {
  const world = useToolWorld();
  let asked: unknown[];
  beforeEach(() => {
    givenPeople(world());
    asked = [];
  });

  function answerWith(...outcomes: string[]) {
    world()
      .aws.lambda.on(InvokeCommand, { FunctionName: 'revoke' })
      .callsFake(({ Payload }) => {
        asked.push(JSON.parse(Buffer.from(Payload).toString()));
        const revocations = outcomes.map((outcome) => ({
          appId: 7,
          clientId,
          host: 'api.github.com',
          outcome,
          ...(outcome === 'failed' && { reason: 'GitHub was asked and it answered 502.' }),
        }));
        return { Payload: Buffer.from(JSON.stringify({ revocations })) };
      });
  }

  it('has the deployment end the sign-ins of a person', async () => {
    answerWith('revoked');
    const { exitCode, stdout } = await runTool(['revoke-user', '583231']);
    expect([exitCode, stdout.includes('revoked')]).toEqual([0, true]);
    expect(asked).toEqual([{ userId: 583_231 }]);
  });

  it('is for one client where that is said', async () => {
    answerWith('not signed in');
    expect((await runTool(['revoke-user', '583231', '--client-id', clientId])).exitCode).toBe(0);
    expect(asked).toEqual([{ userId: 583_231, clientId }]);
    answerWith();
    expect((await runTool(['revoke-user', '583231', '--client-id', 'other'])).exitCode).toBe(3);
  });

  it('tells what failed, and that it is as it was', async () => {
    answerWith('failed');
    const { exitCode, stdout } = await runTool(['revoke-user', '583231']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('it answered 502');
    expect(stdout).toContain('run this again');
  });
});
