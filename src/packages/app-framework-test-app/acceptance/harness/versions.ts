import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientAs } from './framework-client';
import { allFunctions, type DeployedFunction } from './functions';
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
  const before = await revisions();
  write(folder, 'failing');
  const parameters = "--parameters WebhooksAllowedAccounts='octo org'";
  const { code, output } = await runInShell(folder, `npx cdk deploy ${parameters} || echo failed`);
  write(folder, 'now');
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/octo org[\s\S]*failed\n$/) });
  await expectVersion('now');
  // There was something to be taken back: a function that is changed is of another revision, also where it becomes what it was.
  expect([...(await revisions())].some((revision) => !before.has(revision))).toBe(true);
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
  const told = await versions();
  expect([...told.keys()]).toEqual([version]);
  expect(told.get(version)).toBeGreaterThan(40);
}

/** How many functions are of which version. */
async function versions(): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  for await (const { environment } of versioned()) {
    const { DEPLOYED: version = '' } = environment;
    told.set(version, (told.get(version) ?? 0) + 1);
  }
  return told;
}

async function revisions(): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  for await (const { revision } of versioned()) told.add(revision);
  return told;
}

/** Functions that tell their version: those of the project in all its stacks. */
async function* versioned(): AsyncGenerator<DeployedFunction> {
  for await (const each of allFunctions()) if (each.environment.DEPLOYED !== undefined) yield each;
}

function write(folder: string, version: Version): void {
  writeFileSync(join(folder, 'version.txt'), version);
}
