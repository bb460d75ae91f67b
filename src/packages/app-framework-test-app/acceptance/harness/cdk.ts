import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readOutputs, type StackOutputs } from './target';

const run = promisify(execFile);
const cdk = require.resolve('aws-cdk/bin/cdk');
const stack = 'the-app-framework-second-stack';
const testApp = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'acceptance-cdk-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Context = Readonly<Record<string, string>>;

/** The second deployment, by the stock CDK CLI. */
export const secondDeployment = {
  /** Deploys it, or what has changed, with these parameters besides those that it was given before. */
  async deploy(context: Context, parameters: Context = {}): Promise<StackOutputs> {
    const outputsFile = join(folder, 'outputs.json');
    const given = Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]);
    await cdkCli(['deploy', stack, '--require-approval', 'never', '--outputs-file', outputsFile, ...given], context);
    return readOutputs(outputsFile, stack);
  },

  destroy: (context: Context) => cdkCli(['destroy', stack, '--force'], context),
};

async function cdkCli(args: readonly string[], context: Context): Promise<void> {
  const app = `${process.execPath} ${join(__dirname, 'second-deployment.cjs')}`;
  const settings = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const options = ['--app', app, '--output', join(folder, 'cdk.out'), '--no-notices', ...settings];
  await run(process.execPath, [cdk, ...args, ...options], { cwd: testApp, maxBuffer: 32 * 1024 * 1024 });
}
