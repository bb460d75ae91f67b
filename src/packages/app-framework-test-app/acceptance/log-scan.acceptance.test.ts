import { readdirSync } from 'node:fs';
import { target } from './harness/deployment';
import { eventually } from './harness/eventually';
import { findSecrets, type Scanned } from './harness/find-secrets';
import { clientAs, refusalOf } from './harness/framework-client';
import { functionOf, functions, logLines } from './harness/functions';
import { leftBehind } from './harness/left-behind';
import { gitHub } from './harness/local-github';
import { unknownApp } from './harness/operations';
import { type Entry, forgetRecord, readRecord } from './harness/record';

/** Reads what all the others left, so it runs last: `harness/in-order.cjs` sees to that. */
describe('what was logged and printed during the run', () => {
  let scanned: Scanned[];
  let secrets: string[];
  let recorded: Entry[];

  beforeAll(async () => {
    await waitForLogs();
    recorded = readRecord();
    const deployed = [...(await functions())];
    scanned = await Promise.all(
      deployed.map(async ([where, { logGroup }]) => ({ where, lines: await logLines(logGroup) })),
    );
    scanned.push({ where: 'operations tool', lines: textsOf('output') });
    scanned.push({ where: 'pages', lines: textsOf('page') });
    if (target.place === 'local AWS') scanned.push(...(await leftBehind()));
    const atGitHub = target.localGitHub ? await gitHub.secrets() : { pems: [], jwts: [], tokens: [] };
    const own = process.env.AWS_SECRET_ACCESS_KEY;
    secrets = [...textsOf('secret'), ...atGitHub.pems, ...atGitHub.jwts, ...atGitHub.tokens, ...(own ? [own] : [])];
  });
  afterAll(forgetRecord);

  it('is all there: every other file has run before, every function has logged, every kind of secret went through', () => {
    const files = readdirSync(__dirname).filter((name) => name.endsWith('.acceptance.test.ts'));
    expect(new Set(textsOf('file'))).toEqual(new Set(process.env.ACCEPTANCE_FILES?.split(',') ?? files));
    const kept = (kind: RegExp) => scanned.some(({ where, lines }) => kind.test(where) && lines.length > 0);
    if (target.place === 'local AWS') expect([kept(/^log /), kept(/^table /)]).toEqual([true, true]);
    const { ACCEPTANCE_PART: part = 'most' } = process.env;
    // What runs beside the others uses less of the deployment than they do.
    if (part !== 'most') return;
    if (target.place === 'local AWS') expect(kept(/^executions of /)).toBe(true);
    const ours = scanned.filter(({ where }) => !/^(log|table|queue|executions of) /.test(where));
    for (const { where, lines } of ours) expect({ where, empty: lines.length === 0 }).toEqual({ where, empty: false });
    const ofPeople = [/^ghu_\w+$/, /^ghr_\w+$/];
    const kinds = [
      /-----BEGIN RSA PRIVATE KEY/,
      /^eyJ/,
      /^ghs_\w{36}$/,
      /^ghs_.+\..+\./,
      ...ofPeople,
      /^[0-9a-f]{64}$/,
    ];
    const missing = kinds.filter((kind) => !secrets.some((secret) => kind.test(secret)));
    expect(target.localGitHub ? missing : []).toEqual([]);
  });

  it('holds no private key, token, signature or credential', () => {
    expect(findSecrets(scanned, secrets)).toEqual([]);
  });

  it('would show one', () => {
    const planted = secrets.at(-1) ?? '';
    const withPlanted = scanned.map(({ where, lines }) => ({ where, lines: [...lines, `oops ${planted}`] }));
    expect(findSecrets(withPlanted, [planted])).toHaveLength(scanned.length);
  });

  function textsOf(kind: Entry['kind']): string[] {
    return recorded.filter((entry) => entry.kind === kind).map(({ text }) => text);
  }
});

/** Logs arrive late in a real account: when those of a last call are there, those of the calls before it are, too. */
async function waitForLogs(): Promise<void> {
  const since = new Date();
  await refusalOf((await clientAs('AppTokenCallerRole')).getAppToken({ appId: unknownApp }));
  const { logGroup } = await functionOf('AppTokenEndpoint');
  await eventually({ what: 'the last line of the run in the logs' }, async () => {
    return (await logLines(logGroup, since)).some((line) => line.includes(`${unknownApp}`)) || undefined;
  });
}
