import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { administrator } from './deployment';
import { clientAs } from './framework-client';
import { givenApp } from './given-app';
import { runInShell } from './reader-shell';

/** The test app, whose functions tell which version of a folder's project they are. */
export const versionedApp = join(__dirname, 'versioned-app.cjs');

type Version = 'now' | 'failing' | 'next';

/** Has the project of a folder be of the version that is deployed. */
export function givenVersion(folder: string): void {
  write(folder, 'now');
}

/** Somebody deploys what changes every function, and lets in what is no account: CloudFormation takes all of it back. */
export async function failToDeploy(folder: string): Promise<void> {
  const { appId } = await givenApp();
  await expectVersion('now');
  write(folder, 'failing');
  const parameters = "--parameters WebhooksAllowedAccounts='octo org'";
  const { code, output } = await runInShell(folder, `npx cdk deploy ${parameters} || echo failed`);
  write(folder, 'now');
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/octo org[\s\S]*failed\n$/) });
  await expectVersion('now');
  await expect((await clientAs('AppTokenCallerRole')).getAppToken({ appId })).resolves.toMatchObject({ appId });
}

/** The history of the project has one version more, and everybody who calls its functions too. */
export async function deployNext(folder: string, deploy: (folder: string) => Promise<void>): Promise<void> {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });
  const commit = ['-c', 'user.name=Octo Cat', '-c', 'user.email=octo.cat@example.com', 'commit', '--quiet', '--all'];
  git('init', '--quiet');
  git('add', 'version.txt');
  git(...commit, '--message', 'now');
  write(folder, 'next');
  git(...commit, '--message', 'next');
  await deploy(folder);
  await expectVersion('next');
}

/** It runs as if there had been no other. */
export const versionBeforeRuns = (): Promise<void> => expectVersion('now');

/** Functions of all stacks are of this version. */
async function expectVersion(version: Version): Promise<void> {
  const told: (string | undefined)[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: administrator.lambda }, {}))
    told.push(...Functions.map(({ Environment }) => Environment?.Variables?.DEPLOYED));
  const versioned = told.filter((one) => one !== undefined);
  expect(versioned.length).toBeGreaterThan(40);
  expect([...new Set(versioned)]).toEqual([version]);
}

function write(folder: string, version: Version): void {
  writeFileSync(join(folder, 'version.txt'), version);
}
