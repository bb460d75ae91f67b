import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { operationsRow, usualOperations } from '../tool-world-ledger.test.support';

describe('deliveries recover', () => {
  const world = useToolWorld();
  let answers: Record<string, object>;
  beforeEach(() => {
    answers = {
      recover: { recovered: 2, withoutPayload: 0, failed: 0 },
      sweep: { recovered: 3, redeliveriesAsked: 1, unrecoverable: 0, failed: 0 },
    };
    world()
      .aws.lambda.on(InvokeCommand)
      .callsFake(({ FunctionName }) => ({
        Payload: Buffer.from(JSON.stringify(answers[FunctionName])),
      }));
  });

  it('runs both, and tells what came of it', async () => {
    const { exitCode, stdout } = await runTool(['deliveries', 'recover']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Published +2/);
    expect(stdout).toMatch(/Fetched +3/);
    const { stdout: json } = await runTool(['deliveries', 'recover', '--json']);
    expect(JSON.parse(json)).toEqual({ recovery: answers.recover, sweep: answers.sweep });
  });

  it.each(['recover', 'sweep'])('says that something is left of %s', async (name) => {
    answers[name] = { ...answers[name], failed: 1 };
    const { exitCode, stdout } = await runTool(['deliveries', 'recover']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('tried again by itself');
  });

  it('tells why one failed, and what the other came to', async () => {
    world()
      .aws.lambda.on(InvokeCommand, { FunctionName: 'sweep' })
      .callsFake(() => ({
        FunctionError: 'Unhandled',
        Payload: Buffer.from(JSON.stringify({ errorMessage: 'Lists could not be swept for App 7.' })),
      }));
    const { exitCode, stdout } = await runTool(['deliveries', 'recover']);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/Published +2/);
    expect(stdout).toContain('could not be swept for App 7');
  });

  it('says that a deployment fetches nothing', async () => {
    const { sweepFunction: _none, ...without } = usualOperations;
    world().ledger.rows.splice(0, 1, operationsRow(without));
    const { exitCode, stdout } = await runTool(['deliveries', 'recover']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('has no sweep');
  });
});
