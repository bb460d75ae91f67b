import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { clientId, givenPeople } from './people.test.support';

describe('show-user', () => {
  const world = useToolWorld();

  it('shows login, expiry and last use, and reads no token', async () => {
    givenPeople(world());
    const row = {
      Login: { S: 'ada' },
      Client: { S: `api.github.com#${clientId}` },
      TokenExpiry: { S: '2026-11-01T08:00:00.000Z' },
      LastUsed: { S: '2026-11-01T01:00:00.000Z' },
      Flow: { S: 'web' },
    };
    world()
      .aws.dynamoDb.on(QueryCommand, { TableName: 'UserTokens' })
      .resolves({ Items: [row] });
    const { exitCode, stdout } = await runTool(['show-user', '583231']);
    expect(exitCode).toBe(0);
    for (const text of ['ada', '2026-11-01T08:00:00.000Z', '2026-11-01T01:00:00.000Z']) expect(stdout).toContain(text);
    const [call] = world().aws.dynamoDb.commandCalls(QueryCommand, { TableName: 'UserTokens' });
    const input = call?.args[0].input;
    expect(input?.ExpressionAttributeValues).toEqual({ ':user': { N: '583231' } });
    expect(JSON.stringify(input?.ExpressionAttributeNames)).not.toContain('Encrypted');
    const { stdout: json } = await runTool(['show-user', '583231', '--json']);
    expect(JSON.parse(json)).toMatchObject([{ Login: 'ada', TokenExpiry: '2026-11-01T08:00:00.000Z' }]);
  });

  it('says that nobody is signed in, and how to find an id', async () => {
    givenPeople(world());
    world().aws.dynamoDb.on(QueryCommand, { TableName: 'UserTokens' }).resolves({ Items: [] });
    const { exitCode, stderr } = await runTool(['show-user', '583231']);
    expect([exitCode, stderr.includes('api.github.com/users/LOGIN')]).toEqual([3, true]);
  });

  it('says that nobody signs in to the deployment, and refuses what is no id', async () => {
    expect(await runTool(['show-user', '583231'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('signIn'),
    });
    expect(await runTool(['show-user', 'ada'])).toMatchObject({ exitCode: 2 });
  });
});
