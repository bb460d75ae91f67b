import { readFileSync } from 'node:fs';
import { deleteAppRow, deleteInstallationRows } from './app-rows';
import { outputs, target } from './deployment';
import { type GitHubApp, gitHub } from './local-github';
import { type Ended, givenPemFile, operationsTool } from './operations-tool';
import { recordSecret } from './record';
import { discardKey, keysOfApps } from './signing-keys';

/** An App whose key is in the deployment. */
export interface ImportedApp extends GitHubApp {
  readonly gitHubApiUrl: string;
}

const imported = new Set<number>();

// One file's Apps must not be in the way of another's refresh, and keys cost money.
afterAll(async () => {
  for (const appId of imported) {
    await deleteAppRow(appId);
    await deleteInstallationRows(appId);
  }
  if (imported.size === 0) return;
  for (const key of await keysOfApps(imported)) await discardKey(key);
});

export interface AppOptions {
  readonly gitHubApiUrl?: string;
  /** What it is told of; all by default. */
  readonly events?: readonly string[];
}

/** A new App at the local GitHub, imported with the operations tool. Its rows and keys go after the test file. */
export async function givenApp({ gitHubApiUrl = gitHub.url, events }: AppOptions = {}): Promise<ImportedApp> {
  const app = await gitHub.createApp(undefined, { ...(events && { events }) });
  const ended = await importKey({ appId: app.appId, pem: app.pem, gitHubApiUrl });
  if (ended.exitCode !== 0) throw new Error(`The import ended with ${ended.exitCode}: ${ended.stdout}${ended.stderr}`);
  return { ...app, gitHubApiUrl };
}

/**
 * Imports a private key with the operations tool; the file that held it is consumed. Without the proof at the end, which after a rotation takes
 * the 20 seconds that functions remember a row.
 */
export function importKey(key: { appId: number; pem: string; gitHubApiUrl: string }): Promise<Ended> {
  imported.add(key.appId);
  const named = [givenPemFile(key.pem), `${key.appId}`, outputs.AppTableName];
  const how = ['--github-api-url', key.gitHubApiUrl, '--no-verify', '--yes', '--json'];
  return operationsTool(['import-private-key', ...named, ...how]);
}

/** Has what a test file leaves of an App taken away after it, for Apps that it imports by itself. */
export function forgetAfterwards(appId: number): void {
  imported.add(appId);
}

/** An App of one's own and an account that it is installed on, wherever the suite runs. */
export async function givenInstalledApp(): Promise<{
  appId: number;
  pem: string;
  nodeId: string;
  gitHubApiUrl: string;
}> {
  if (target.localGitHub) {
    const { appId, pem } = await gitHub.createApp();
    const { nodeId, login } = await gitHub.createAccount(`installed-${appId}`);
    await gitHub.install({ appId, account: login });
    imported.add(appId);
    return { appId, pem, nodeId, gitHubApiUrl: gitHub.url };
  }
  const { GITHUB_APPID, GITHUB_NODEID, GITHUB_PEM_FILE_PATH, GITHUB_API_URL } = process.env;
  if (!GITHUB_APPID || !GITHUB_NODEID || !GITHUB_PEM_FILE_PATH) {
    throw new Error(
      'Without a local GitHub the suite needs an App of yours: set GITHUB_APPID, GITHUB_PEM_FILE_PATH, and GITHUB_NODEID to the node ' +
        'id of an account that it is installed on.',
    );
  }
  const pem = readFileSync(GITHUB_PEM_FILE_PATH, 'utf8');
  recordSecret(pem);
  const gitHubApiUrl = GITHUB_API_URL ?? 'https://api.github.com';
  return { appId: Number(GITHUB_APPID), pem, nodeId: GITHUB_NODEID, gitHubApiUrl };
}
