import { createHash, createPublicKey, createSign } from 'node:crypto';
import { appRow } from './harness/app-rows';
import { commandsUnder } from './harness/commands-under';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp } from './harness/given-app';
import { textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { stateOf, tagsOf } from './harness/signing-keys';

describeWith(['the local GitHub', 'the local AWS'], 'the drill of a key that has leaked', () => {
  it('ends with the new key live, the leaked one disabled and the tokens revoked, by the commands of its runbook', async () => {
    const app = await givenApp();
    const { login } = await gitHub.createAccount(`leaked-${app.appId}`);
    const installationId = await gitHub.install({ appId: app.appId, account: login });
    const leaked = await keyOf(app.appId);
    const appTokens = await clientAs('AppTokenCallerRole');
    const installationTokens = await clientAs('InstallationTokenCallerRole');
    const appToken = async () => (await appTokens.getAppToken({ appId: app.appId })).appToken;
    const installationToken = async (refused?: string) => {
      const unusable = refused && { unusableTokenHash: createHash('sha256').update(refused).digest('base64') };
      const wish = { appId: app.appId, owner: login, ...unusable };
      return (await installationTokens.getInstallationToken(wish)).installationToken;
    };
    const accepts = async (path: string, token = '') => (await askGitHub(gitHub.url, path, token)).status;
    const handedOut = [await installationToken(), (await freshOne()).installationToken];
    function freshOne() {
      return installationTokens.getInstallationToken({ appId: app.appId, owner: login, fresh: true });
    }
    // Whoever found the file is not known here, and neither is what they mint.
    const minted = `/app/installations/${installationId}/access_tokens`;
    const mint = () => askGitHub(gitHub.url, minted, jwtOf(app), { method: 'POST', body: {} });
    const stolen = textAt((await mint()).body, 'token');
    for (const token of [...handedOut, stolen]) expect(await accepts('/installation/repositories', token)).toBe(200);
    // Functions remember a token that the leaked key has signed.
    expect(await accepts('/app', await appToken())).toBe(200);

    const commands = commandsUnder('runbooks/incident.md', '## The key has leaked');
    expect(commands.map(([name]) => name)).toEqual(['import-private-key', 'retire-keys', 'revoke-tokens']);
    const [newKey = [], retirement = [], revocation = []] = commands;
    const began = performance.now();
    const took: string[] = [];
    async function step(name: string, work: () => Promise<unknown>): Promise<void> {
      const from = performance.now();
      await work();
      took.push(`${name} ${((performance.now() - from) / 1000).toFixed(1)} s`);
    }

    const { pem } = await gitHub.addKey(app.appId);
    await gitHub.removeKey(app.appId, fingerprintOf(app.pem));
    expect((await mint()).status).toBe(401);

    const names = { './octo-app.private-key.pem': givenPemFile(pem), '123456': `${app.appId}` };
    const asHere = (args: readonly string[]) => args.map((one) => Object(names)[one] ?? one);
    await step('new key', async () => {
      expectExit(await operationsTool([...asHere(newKey), '--github-api-url', gitHub.url]), 0);
    });
    const live = await keyOf(app.appId);
    expect(live).not.toBe(leaked);
    expect(await stateOf(leaked)).toBe('Enabled');
    expect(await accepts('/app', await appToken())).toBe(200);
    expect(await accepts('/installation/repositories', (await freshOne()).installationToken)).toBe(200);
    for (const token of handedOut) expect(await accepts('/installation/repositories', token)).toBe(200);

    await step('leaked key', async () => expectExit(await operationsTool(asHere(retirement)), 0));
    expect(await stateOf(leaked)).toBe('Disabled');
    expect(await tagsOf(leaked)).toMatchObject({ Status: 'Inactive', ReplacedBy: live });
    expect(await stateOf(live)).toBe('Enabled');

    await step('tokens', async () => expectExit(await operationsTool(asHere(revocation)), 0));
    for (const token of handedOut) expect(await accepts('/installation/repositories', token)).toBe(401);
    // Of this one the page says that it lives for its hour, or until the installation is suspended.
    expect(await accepts('/installation/repositories', stolen)).toBe(200);
    // Processes remember a token for up to a minute: whoever was refused says which, and gets another.
    expect(await accepts('/installation/repositories', await installationToken(handedOut[0]))).toBe(200);

    took.push(`all, with what was looked at between, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    process.stderr.write(`Leaked-key drill: ${took.join(', ')}\n`);
  });
});

async function keyOf(appId: number): Promise<string> {
  const row = await appRow(appId);
  if (!row) throw new Error(`App ${appId} has no row.`);
  return row.kmsKeyArn;
}

/** As GitHub shows it beside a key. */
function fingerprintOf(pem: string): string {
  const publicHalf = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(publicHalf).digest('base64')}`;
}

/** What anybody makes of the file. */
function jwtOf({ appId, pem }: { readonly appId: number; readonly pem: string }): string {
  const now = Math.floor(Date.now() / 1000);
  const encoded = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 300, iss: String(appId) },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = createSign('RSA-SHA256').update(encoded.join('.')).sign(pem, 'base64url');
  return [...encoded, signature].join('.');
}
