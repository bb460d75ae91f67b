import { crc32 } from 'node:zlib';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl, updateStack } from './stack';
import { until } from './until';

const behaviours = `
exports.handler = async (event) => {
  console.log('called ' + event.rawPath);
  if (event.rawPath === '/throw') throw new TypeError('a detail nobody outside may see');
  if (event.rawPath === '/exit') process.exit(7);
  if (event.rawPath === '/slow') await new Promise((resolve) => setTimeout(resolve, 120_000));
  return { statusCode: 201, headers: { 'x-own': 'yes' }, body: process.env.AWS_ACCESS_KEY_ID };
};`;

export function functionContract(given: () => GivenEmulator): void {
  describe('functions', () => {
    const call = async (url: string | undefined, path: string) => {
      const credentials = await given().identities.createUser(
        allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']),
      );
      return signedCall({ url: `${url}${path}`, credentials });
    };
    const linesOf = async (logGroupName: string, filterPattern?: string) => {
      const { endpoint, administrator } = given();
      const client = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials: administrator });
      const { events } = await client.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
      return (events ?? []).map(({ message }) => message).join('\n');
    };
    let outputs: Readonly<Record<string, string>> = {};
    beforeAll(async () => {
      const LoggingConfig = { LogGroup: { Ref: 'Logs' } };
      outputs = await createStack(given(), {
        name: 'functions',
        resources: {
          Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'chosen-group', RetentionInDays: 7 } },
          ...functionWithUrl('Hasty', behaviours, { function: { Timeout: 1, LoggingConfig } }),
          ...functionWithUrl('Patient', behaviours, { function: { Timeout: 60, LoggingConfig } }),
        },
        outputs: Object.fromEntries(
          ['Hasty', 'Patient'].flatMap((id) => [
            [id, { Ref: id }],
            [`${id}Url`, { 'Fn::GetAtt': [`${id}Url`, 'FunctionUrl'] }],
          ]),
        ),
      });
    });
    // A second is much for what is quick, and not for a busy machine.
    const behaving = (path: string) => (path === '/slow' ? 'Hasty' : 'Patient');
    const behave = (path: string) => call(outputs[`${behaving(path)}Url`], path);

    it('run under a session of their execution role', async () => {
      const answer = await behave('/fine');

      expect(answer.status).toBe(201);
      expect(answer.text).toMatch(/^ASIA/);
    });

    it.each(['/throw', '/exit', '/slow'])('that fail (%s) give a bare 502 (function_url_crash)', async (path) => {
      const started = performance.now();
      const answer = await behave(path);

      expect(answer).toEqual({ status: 502, text: '{"message":"Internal Server Error"}' });
      expect(performance.now() - started).toBeLessThan(60_000);
    });

    it.each([
      ['/throw', 'TypeError'],
      ['/exit', 'Runtime.ExitError'],
      ['/slow', 'Sandbox.Timedout'],
    ])(
      'that fail (%s) tell whoever invokes them by which name: %s (function_error_names)',
      async (rawPath, errorType) => {
        const { endpoint, administrator: credentials } = given();
        const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
        const asked = new InvokeCommand({
          FunctionName: outputs[behaving(rawPath)],
          Payload: JSON.stringify({ rawPath }),
        });
        const { Payload } = await client.send(asked);
        expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ errorType });
      },
    );

    it('write into the log group of the template, errors and time-outs too', async () => {
      await behave('/throw');
      await behave('/slow');

      const lines = await linesOf('chosen-group');
      expect(lines).toContain('called /throw');
      expect(lines).toContain('a detail nobody outside may see');
      expect(lines).toContain('Task timed out after 1.00 seconds');
      expect(lines.split('\n')).not.toContain('');
    });

    it('have written all their lines when they answer (function_logs)', async () => {
      const lines = 200_000;
      const wordy = `exports.handler = async () => { console.log('line\\n'.repeat(${lines}) + 'the last of them'); };`;
      const { Name: FunctionName = '' } = await createStack(given(), {
        name: 'wordy',
        resources: functionWithUrl('Wordy', wordy, { function: { Timeout: 20 } }),
        outputs: { Name: { Ref: 'Wordy' } },
      });
      const { endpoint, administrator: credentials } = given();
      const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });

      await client.send(new InvokeCommand({ FunctionName }));

      expect(await linesOf(`/aws/lambda/${FunctionName}`, 'last')).toBe('the last of them');
    });

    it('have answered when their process ends, and not after all the time that there is for their lines (function_logs)', async () => {
      await behave('/fine');
      const started = performance.now();
      await behave('/exit');
      expect(performance.now() - started).toBeLessThan(10_000);
    });

    it('say why they do not begin, whatever their runtime (function_logs)', async () => {
      const { Name: FunctionName } = await createStack(given(), {
        name: 'other-runtime',
        resources: functionWithUrl('Other', behaviours),
        outputs: { Name: { Ref: 'Other' } },
      });
      const { endpoint, administrator: credentials } = given();
      const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
      const own = { FunctionName, Runtime: 'provided.al2023', Handler: 'bootstrap' } as const;
      await client.send(new UpdateFunctionConfigurationCommand(own));
      const ZipFile = zipOf('bootstrap', '#!/bin/sh\necho the reason; exit 3\n');
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));

      const { Payload } = await client.send(new InvokeCommand({ FunctionName }));

      expect(Payload?.transformToString()).toContain('exited during init with code 3: the reason');
    });

    it('write into a log group that begins with the name of the stack where the template names none (log_group_names)', async () => {
      const { Group = '', Url } = await createStack(given(), {
        name: 'unnamed',
        resources: {
          Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
          ...functionWithUrl('Unnamed', behaviours, { function: { LoggingConfig: { LogGroup: { Ref: 'Logs' } } } }),
        },
        outputs: { Group: { Ref: 'Logs' }, Url: { 'Fn::GetAtt': ['UnnamedUrl', 'FunctionUrl'] } },
      });

      await call(Url, '/fine');

      expect(Group).toMatch(/^unnamed-Logs-[0-9A-Z]+$/);
      expect(await linesOf(Group)).toContain('called /fine');
    });

    it('keep log group and lines in an update of a log group that the template does not name (log_group_names)', async () => {
      const { endpoint, administrator: credentials } = given();
      const client = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials });
      const resources = (RetentionInDays: number) => ({
        Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays } },
      });
      const { Group: logGroupName } = await createStack(given(), {
        name: 'kept-log',
        resources: resources(7),
        outputs: { Group: { Ref: 'Logs' } },
      });
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'before' }));

      await updateStack(given(), { name: 'kept-log', resources: resources(14) });

      const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'kept-log-' }));
      expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 14 }]);
      const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
      expect(logStreams).toMatchObject([{ logStreamName: 'before' }]);
    });

    it('are killed on command in the middle of their work, and start anew for the next caller', async () => {
      const { Url, Name = '' } = await createStack(given(), {
        name: 'crashing',
        resources: functionWithUrl('Crashing', behaviours, { function: { Timeout: 300 } }),
        outputs: { Url: { 'Fn::GetAtt': ['CrashingUrl', 'FunctionUrl'] }, Name: { Ref: 'Crashing' } },
      });
      const answer = call(Url, '/slow');
      const logged = () => linesOf(`/aws/lambda/${Name}`);

      expect(
        await until(
          () => given().control.crash(Name),
          (ended) => ended === 1,
        ),
      ).toBe(1);

      expect(await answer).toEqual({ status: 502, text: '{"message":"Internal Server Error"}' });
      expect((await call(Url, '/fine')).status).toBe(201);
      expect(await logged()).not.toContain('Task timed out');
    });

    it('lose their logs, told, when their role may not write them (function_logs)', async () => {
      const outputs = await createStack(given(), {
        name: 'mute',
        resources: {
          Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'silent-group' } },
          ...functionWithUrl('Mute', behaviours, {
            policies: [],
            function: { LoggingConfig: { LogGroup: { Ref: 'Logs' } } },
          }),
        },
        outputs: { Url: { 'Fn::GetAtt': ['MuteUrl', 'FunctionUrl'] }, Name: { Ref: 'Mute' } },
      });

      expect((await call(outputs.Url, '/fine')).status).toBe(201);

      expect(await linesOf('silent-group')).toBe('');
      expect(await given().control.notices()).toContain(
        `${outputs.Name}: its logs are lost, its role lacks logs:CreateLogStream and logs:PutLogEvents on silent-group`,
      );
    });
  });
}

/** An archive with one file that may be run (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). */
function zipOf(name: string, content: string): Buffer {
  const [path, data] = [Buffer.from(name), Buffer.from(content)];
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt32LE(crc32(data), 10);
  head.writeUInt32LE(data.length, 14);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt16LE(path.length, 22);
  const rights = Buffer.alloc(14);
  rights.writeUInt32LE((0o100755 << 16) >>> 0, 6);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, path, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), head, rights, path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
