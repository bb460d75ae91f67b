import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type RecordingServer, startRecordingServer } from './recording-server';
import { credentials, expectedSignature, readSignature } from './request-signature';

const run = promisify(execFile);
const name = '@aws/app-framework-for-github-apps-on-aws-client';

const loaded = {
  'an ES module': ['--input-type=module', '-e', `import * as client from '${name}'; globalThis.client = client;`],
  'a CommonJS module': ['-e', `globalThis.client = require('${name}');`],
};

const callAll = `
const sender = new client.AppFrameworkClient({ endpoint: process.env.SERVER, region: 'us-east-1' });
const commands = [
  new client.GetAppTokenCommand({ appId: 7 }),
  new client.GetInstallationTokenCommand({ appId: 7, nodeId: 'O_1' }),
  new client.RefreshCachedDataCommand({}),
  new client.GetInstallationDataCommand({ nodeId: 'O_1' }),
  new client.GetInstallationsCommand({}),
];
(async () => { for (const command of commands) await sender.send(command); })();`;

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(() => server.stop());

/** In a process of its own, without what jest does to modules. */
const runNode = (args: readonly string[]) =>
  run(process.execPath, [...args], {
    cwd: __dirname,
    env: {
      PATH: process.env.PATH,
      SERVER: server.url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });

describe('the package', () => {
  it.each(Object.entries(loaded))(
    'calls all operations from %s with the credentials of the environment',
    async (_, args) => {
      const [script = '', ...flags] = [...args].reverse();
      await runNode([...flags.reverse(), `${script}${callAll}`]);
      expect(server.requests.map(({ path }) => path)).toEqual([
        '/tokens/app',
        '/tokens/installation',
        '/installations/refresh',
        '/installations/info',
        '/installations',
      ]);
      for (const request of server.requests) {
        expect(readSignature(request).accessKeyId).toBe(credentials.accessKeyId);
        expect(readSignature(request).signature).toBe(expectedSignature(request));
      }
    },
  );

  it('exports the same names either way', async () => {
    const names = await Promise.all(
      Object.values(loaded).map(async (args) => {
        const [script = '', ...flags] = [...args].reverse();
        const print = "console.log(Object.keys(client).filter((name) => name !== 'default').sort().join());";
        const { stdout } = await runNode([...flags.reverse(), script + print]);
        return stdout.trim().split(',');
      }),
    );
    expect(names[0]).toContain('AppFrameworkClient');
    expect(names[0]).toEqual(names[1]);
  });

  it('gives the model to those who serve it', async () => {
    const { stdout } = await runNode(['-p', `Object.keys(require('${name}/model.json').shapes).length`]);
    expect(Number(stdout)).toBeGreaterThan(30);
  });
});
