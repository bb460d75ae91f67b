import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { appRow } from './harness/app-rows';
import { givenApp, importKey } from './harness/given-app';
import { textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { recordSecret } from './harness/record';
import { describeWith } from './harness/requires';
import { keysOfApp } from './harness/signing-keys';

describeWith(['the local GitHub'], 'import-private-key refuses', () => {
  const rsa = (modulusLength: number) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    recordSecret(pem);
    return pem;
  };
  const elliptic = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each<[string, (pem: string) => string, RegExp]>([
    ['a public key', () => publicKey(), /public key/],
    ['an elliptic curve key', () => elliptic().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /RSA/],
    ['a key that was cut off', (pem) => pem.slice(0, pem.length / 2), /cut off/],
    ['a damaged key', (pem) => pem.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'), /damaged/],
    ['an RSA key of 1024 bits', () => rsa(1024), /2048/],
    ['two keys in one file', (pem) => `${pem}\n${pem}`, /2 PEM blocks/],
    ['text that is no PEM', () => 'not a key\n', /no line "-----BEGIN/],
    ['an empty file', () => '', /no line "-----BEGIN/],
  ])('%s, before anything is created', async (_what, make, reason) => {
    const { appId, pem } = await gitHub.createApp();
    const text = make(pem);
    const file = givenPemFile(text);
    const ended = await operationsTool(argumentsFor(file, appId));
    expectExit(ended, 4);
    expect(textAt(ended.json(), 'error', 'message')).toMatch(reason);
    expect(await keysOfApp(appId)).toEqual([]);
    expect(await appRow(appId)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('the key of another App', async () => {
    const [app, other] = [await gitHub.createApp(), await gitHub.createApp()];
    const ended = await operationsTool(argumentsFor(givenPemFile(other.pem), app.appId));
    expectExit(ended, 4);
    expect(textAt(ended.json(), 'error', 'message')).toContain(`App ${app.appId}`);
    expect(await keysOfApp(app.appId)).toEqual([]);
    expect(await appRow(app.appId)).toBeUndefined();
  });

  it('a key that GitHub has never given out', async () => {
    const { appId } = await gitHub.createApp();
    expectExit(await operationsTool(argumentsFor(givenPemFile(rsa(2048)), appId)), 4);
    expect(await keysOfApp(appId)).toEqual([]);
  });

  it('an App that GitHub does not know', async () => {
    const { pem } = await gitHub.createApp();
    expectExit(await operationsTool(argumentsFor(givenPemFile(pem), 4_999_999_999)), 4);
  });

  it('an App id that lives on another host in this deployment', async () => {
    const app = await givenApp();
    const before = await appRow(app.appId);
    const elsewhere = { appId: app.appId, pem: app.pem, gitHubApiUrl: `${gitHub.url}/api/v3` };
    const ended = await importKey(elsewhere);
    expectExit(ended, 4);
    expect(textAt(ended.json(), 'error', 'message')).toContain(app.gitHubApiUrl);
    expect(await appRow(app.appId)).toEqual(before);
    expect(await keysOfApp(app.appId)).toHaveLength(1);
  });

  it('a file that is not there', async () => {
    expectExit(await operationsTool(argumentsFor('/nowhere/key.pem', 1)), 3);
  });

  it('to decide by itself what becomes of the file', async () => {
    const { appId, pem } = await gitHub.createApp();
    const file = givenPemFile(pem);
    const { requests, result } = await gitHub.requestsDuring(() =>
      operationsTool(['import-private-key', file, `${appId}`, '--github-api-url', gitHub.url]),
    );
    expectExit(result, 2);
    expect(requests).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  it.each(['0', '-1', 'abc', '1.5', '9007199254740993'])('%s as the id of an App', async (appId) => {
    expectExit(await operationsTool(['import-private-key', givenPemFile('x'), appId, '--yes']), 2);
  });

  function argumentsFor(file: string, appId: number): string[] {
    return ['import-private-key', file, `${appId}`, '--github-api-url', gitHub.url, '--yes', '--json'];
  }
});

function publicKey(): string {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
