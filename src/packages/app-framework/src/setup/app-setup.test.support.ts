import {
  constants,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  sign,
} from 'node:crypto';
import { useFakeAws } from '../aws/aws-environment.test.support';
import { isMet, type Row, updated } from '../aws/update-expression.test.support';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { fieldIn, openBrowser } from '../http/visitor.test.support';
import { createAppProof } from '../key-import/prove-app';
import { field } from '../lambda/parsed-json';
import { createSetupKeys } from '../registrations/new-app-keys';
import { createSetupSecrets } from '../registrations/new-app-secret';
import { createRegisteredApps } from '../registrations/registered-app-table';
import type { EventRoute } from '../routes/event-route';
import { createEndAbandoned } from './end-abandoned';
import { createMint } from './mint-link';
import { serveSetup } from './serve-setup';
import { createSetups } from './setup-table';
import type { SetupCollaborators } from './setup-world';

export { fieldIn };
export const baseUrl = 'https://bot.example.com/';
const routes: readonly EventRoute[] = [
  { name: 'greet', events: ['issues', 'installation'], needs: { issues: 'write' } },
  { name: 'ci', events: ['push'] },
];
const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
const wrapping = generateKeyPairSync('rsa', { modulusLength: 4096 });

/** What AWS keeps of a setup, behind the requests that the real clients send. */
function useAws() {
  const aws = useFakeAws();
  const tables = { setups: new Map<string, Row>(), apps: new Map<string, Row>() };
  const secrets = new Map<string, string>();
  const keys = new Map<string, { material?: KeyObject; deleted?: true; tags: unknown[] }>();
  /** Names of operations that fail, and how often. */
  const failing = new Map<string, { name: string; times: number }>();
  /** The function dies at one of its calls: from then on nothing that it asks reaches anybody. */
  let death: { readonly at: number; readonly moment: 'before' | 'after' } | undefined;
  let calls = 0;
  let meanwhile: { readonly operation: string; readonly run: () => Promise<unknown> } | undefined;
  beforeEach(() => {
    meanwhile = undefined;
    for (const kept of [tables.setups, tables.apps, secrets, keys, failing]) kept.clear();
    death = undefined;
    secrets.set('arn:webhook', 'generated');
    secrets.set('arn:clients', '{}');
    aws().on('POST /', async ({ headers, body }) => {
      const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
      if (meanwhile?.operation === operation) {
        const { run } = meanwhile;
        meanwhile = undefined;
        await run();
      }
      calls += 1;
      if (death && calls >= death.at) {
        if (calls === death.at && death.moment === 'after') answerTo(operation, body);
        return { cutOff: true };
      }
      const fault = failing.get(operation);
      if (fault && fault.times > 0) {
        fault.times -= 1;
        if (fault.name === 'done, and not answered') return { ...answerTo(operation, body), cutOff: true };
        return { status: 400, body: { __type: fault.name, message: 'not now' } };
      }
      return answerTo(operation, body);
    });
  });

  function answerTo(operation: string, input: unknown) {
    const table = field(input, 'TableName') === 'apps' ? tables.apps : tables.setups;
    const id = JSON.stringify(Object.values(Object(field(input, 'Key') ?? { Id: field(field(input, 'Item'), 'Id') })));
    const key = keys.get(String(field(input, 'KeyId')));
    switch (operation) {
      case 'GetItem':
        return { body: { Item: table.get(id) } };
      case 'PutItem':
        table.set(id, Object(field(input, 'Item')));
        return { body: {} };
      case 'UpdateItem': {
        const row = table.get(id) ?? {};
        if (!isMet(input, row)) return { status: 400, body: { __type: 'ConditionalCheckFailedException' } };
        table.set(id, { ...Object(field(input, 'Key')), ...updated(input, row) });
        return { body: {} };
      }
      case 'Scan': {
        const condition = { ...Object(input), ConditionExpression: field(input, 'FilterExpression') };
        const isAll = field(input, 'FilterExpression') === undefined;
        return { body: { Items: [...table.values()].filter((row) => isAll || isMet(condition, row)) } };
      }
      case 'GetSecretValue':
        return { body: { SecretString: secrets.get(String(field(input, 'SecretId'))) } };
      case 'PutSecretValue':
        secrets.set(String(field(input, 'SecretId')), String(field(input, 'SecretString')));
        return { body: {} };
      case 'CreateKey': {
        const Arn = `arn:key-${keys.size + 1}`;
        keys.set(Arn, { tags: [field(input, 'Tags')] });
        return { body: { KeyMetadata: { Arn } } };
      }
      case 'GetParametersForImport': {
        const PublicKey = wrapping.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
        return { body: { PublicKey, ImportToken: 'aW1wb3J0' } };
      }
      case 'ImportKeyMaterial':
        if (key) key.material = unwrapped(String(field(input, 'EncryptedKeyMaterial')));
        return { body: {} };
      case 'Sign': {
        if (!key?.material) return { status: 400, body: { __type: 'KMSInvalidStateException' } };
        const Signature = sign('sha256', Buffer.from(String(field(input, 'Message')), 'base64'), key.material);
        return { body: { Signature: Signature.toString('base64') } };
      }
      case 'TagResource':
        key?.tags.push(field(input, 'Tags'));
        return { body: {} };
      default:
        if (operation === 'ScheduleKeyDeletion' && key) key.deleted = true;
        return { body: {} };
    }
  }
  const die = (next: typeof death) => {
    death = next;
    calls = 0;
  };
  /** Runs something just before the next such operation. */
  const before = (operation: string, run: () => Promise<unknown>) => {
    meanwhile = { operation, run };
  };
  return { aws, tables, secrets, keys, failing, before, die, calls: () => calls };
}

/** As KMS reads what was wrapped for it. */
function unwrapped(text: string): KeyObject {
  const bytes = Buffer.from(text, 'base64');
  const oaep = { key: wrapping.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const aes = privateDecrypt(oaep, bytes.subarray(0, 512));
  const cipher = createDecipheriv('id-aes256-wrap-pad', aes, Buffer.from('A65959A6', 'hex'));
  const der = Buffer.concat([cipher.update(bytes.subarray(512)), cipher.final()]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The pages on a fake AWS and a fake GitHub, with a clock that is set by hand. */
export function useSetup() {
  const kept = useAws();
  const gitHub = useFakeGitHub();
  let time: number;
  let collaborators: SetupCollaborators;
  beforeEach(() => {
    time = Date.parse('2026-11-01T00:00:00Z');
    const now = () => new Date(time);
    const door = createGitHub({ retryMilliseconds: 1 });
    const registered = createRegisteredApps({ tableName: 'apps' });
    collaborators = {
      setups: createSetups({ tableName: 'setups', now }),
      keys: createSetupKeys({ tableName: 'apps', now }),
      registered,
      secrets: createSetupSecrets({
        webhookSecretArn: 'arn:webhook',
        clientSecretArn: 'arn:clients',
      }),
      knownApps: { named: [], seen: async () => [] },
      gitHub: door,
      proveApp: createAppProof({ gitHub: door, now, newJwtId: () => 'id' }).proveApp,
      readRoutes: async () => routes,
      settings: { name: 'my-bot', visibility: 'private', setupOnUpdate: 'no' },
      baseUrl,
      webhookUrl: `${baseUrl}webhook`,
      takes: 'every App',
      now,
      pause: async (milliseconds) => {
        time += milliseconds;
      },
    };
    gitHub().on('POST /app-manifests/good/conversions', { status: 201, body: convertedBody() });
    gitHub().on('GET /app', { body: { id: 77, slug: 'my-bot' } });
  });

  return {
    ...kept,
    gitHub,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    change: (change: Partial<SetupCollaborators>) => Object.assign(collaborators, change),
    mint: async (request: object = {}) => {
      const { setups, now } = collaborators;
      const { url } = gitHub();
      const { baseUrl } = collaborators;
      const apiUrls = { [new URL(url).host]: url };
      const registered = createRegisteredApps({ tableName: 'apps' });
      const tables = { appTable: 'apps', ledger: 'ledger' };
      return createMint({ setups, registered, apiUrls, baseUrl, now, tables })(request, () => 5_000);
    },
    /** As the schedule does. */
    end: () => {
      const { setups, keys } = collaborators;
      const registered = createRegisteredApps({ tableName: 'apps' });
      return createEndAbandoned({ setups, keys, registered })(() => 5_000);
    },
    /** `stage` is what API Gateway takes off a path before the function sees it. */
    browser: (stage = '') =>
      openBrowser({
        open: () => serveSetup(collaborators, 'https://github.com'),
        base: collaborators.baseUrl,
        stage,
        form: 'setup',
        clock: () => time,
      }),
  };
}

/** What GitHub gives for a code. */
export function convertedBody(change: object = {}) {
  return {
    id: 77,
    slug: 'my-bot',
    name: 'my-bot',
    client_id: 'Iv23liX',
    owner: { login: 'octo-org', type: 'Organization' },
    client_secret: 'client-secret-77',
    webhook_secret: 'webhook-secret-77',
    pem: app.privateKey.export({ type: 'pkcs1', format: 'pem' }),
    ...change,
  };
}

/** A browser that has pressed the button, and where GitHub leads it back to. */
export async function openPressed(setup: Pick<ReturnType<typeof useSetup>, 'browser' | 'mint'>, code = 'good') {
  const browser = setup.browser();
  const { url: link = '' } = Object(await setup.mint());
  const page = await browser.get(link);
  const sent = await browser.post({ link: fieldIn(page.body, 'link'), name: 'my-bot', organization: '' });
  const state = /state=([\w-]+)/.exec(sent.body)?.[1] ?? '';
  const back = `setup/created?${new URLSearchParams({ code, state })}`;
  return { browser, link, sent, back };
}
