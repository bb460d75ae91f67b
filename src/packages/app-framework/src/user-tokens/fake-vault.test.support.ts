import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leadAwsTo } from '../aws/aws-environment.test.support';
import { isMet, type Row, updated } from '../aws/update-expression.test.support';
import { field } from '../lambda/parsed-json';

interface Said {
  readonly status: number;
  readonly body: unknown;
}

/** What is answered in place of the fake's own answer, after it was done where `done` says so. */
export type Interception = (
  operation: string,
  input: unknown,
) => (Said & { readonly when: 'instead' | 'done' }) | undefined;

const keyNames = ['GitHubUserId', 'Client', 'StateNonce', 'Delivery', 'Part'];

/**
 * Tables of DynamoDB, a key of KMS that binds ciphertexts to their context, secrets, and functions that can be called, on 127.0.0.1. All
 * signed requests of this process lead there.
 */
async function startVault() {
  const tables = new Map<string, Map<string, Row>>();
  const asked: string[] = [];
  const invoked: unknown[] = [];
  let intercept: Interception = () => undefined;
  let invocation: () => Said = () => ({ status: 200, body: { repetitions: [{ outcome: 'sent' }] } });

  const tableOf = (input: unknown) => {
    const name = String(field(input, 'TableName'));
    const table = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, table);
    return table;
  };
  const keyOf = (item: unknown) => JSON.stringify(keyNames.map((name) => field(item, name)));
  const write = (input: unknown): void => {
    const key = keyOf(field(input, 'Item') ?? field(input, 'Key'));
    const item = field(input, 'Item');
    const row = tableOf(input).get(key) ?? {};
    const next = item === undefined ? { ...Object(field(input, 'Key')), ...updated(input, row) } : { ...Object(item) };
    tableOf(input).set(key, next);
  };
  const rowFor = (input: unknown) => tableOf(input).get(keyOf(field(input, 'Item') ?? field(input, 'Key')));

  const answers: Readonly<Record<string, (input: unknown) => Said>> = {
    GetItem: (input) => ({ status: 200, body: { Item: rowFor(input) } }),
    PutItem: (input) => conditional(input, { status: 200, body: {} }),
    UpdateItem: (input) => conditional(input, { status: 200, body: {} }),
    DeleteItem: (input) => {
      const said = conditional(
        { UpdateExpression: 'SET Gone = :version', ...Object(input) },
        { status: 200, body: {} },
      );
      if (said.status === 200) tableOf(input).delete(keyOf(field(input, 'Key')));
      return said;
    },
    Query: (input) => {
      const before = String(field(field(field(input, 'ExpressionAttributeValues'), ':before'), 'S'));
      const waiting = [...tableOf(input).values()].filter(
        (row) => field(row, 'Waiting') !== undefined && String(field(field(row, 'AnsweredAt'), 'S')) < before,
      );
      return { status: 200, body: { Items: waiting } };
    },
    TransactWriteItems: (input) => {
      const writes = [field(input, 'TransactItems')].flat().map((one) => field(one, 'Put') ?? field(one, 'Update'));
      const reasons = writes.map((one) => ({
        Code: isMet(one, rowFor(one) ?? {}) ? 'None' : 'ConditionalCheckFailed',
      }));
      if (reasons.some(({ Code }) => Code !== 'None')) {
        return { status: 400, body: { __type: 'x#TransactionCanceledException', CancellationReasons: reasons } };
      }
      writes.forEach(write);
      return { status: 200, body: {} };
    },
    Encrypt: (input) => {
      const sealed = JSON.stringify([
        field(input, 'KeyId'),
        field(input, 'EncryptionContext'),
        field(input, 'Plaintext'),
      ]);
      return { status: 200, body: { CiphertextBlob: Buffer.from(sealed).toString('base64') } };
    },
    Decrypt: (input) => {
      const blob = Buffer.from(String(field(input, 'CiphertextBlob')), 'base64').toString();
      const bound = JSON.stringify([field(input, 'KeyId'), field(input, 'EncryptionContext')]).slice(0, -1);
      if (!blob.startsWith(bound)) return { status: 400, body: { __type: 'InvalidCiphertextException' } };
      return { status: 200, body: { Plaintext: JSON.parse(blob)[2] } };
    },
    GetSecretValue: () => ({ status: 200, body: { SecretString: 'client-secret' } }),
    invocations: (input) => {
      invoked.push(input);
      return invocation();
    },
  };

  function conditional(input: unknown, done: Said): Said {
    const row = rowFor(input);
    if (!isMet(input, row ?? {})) {
      return { status: 400, body: { __type: 'x#ConditionalCheckFailedException', Item: row } };
    }
    write(input);
    return done;
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const target = incoming.headers['x-amz-target'];
    const operation =
      typeof target === 'string' ? target.replace(/^.*\./, '') : String(incoming.url).replace(/^.*\//, '');
    const text = Buffer.concat(chunks).toString();
    const input: unknown = text === '' ? {} : JSON.parse(text);
    asked.push(operation);
    const intercepted = intercept(operation, input);
    const own = intercepted?.when === 'instead' ? undefined : answers[operation]?.(input);
    const said = intercepted ?? own ?? { status: 400, body: { __type: 'UnknownOperationException' } };
    response.writeHead(said.status);
    response.end(JSON.stringify(said.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    clear: () => {
      tables.clear();
      asked.length = 0;
      invoked.length = 0;
      intercept = () => undefined;
      invocation = () => ({ status: 200, body: { repetitions: [{ outcome: 'sent' }] } });
    },
    /** Operations that were asked for, in order. */
    asked,
    /** What functions were called with. */
    invoked,
    rows: (table: string): Row[] => [...(tables.get(table)?.values() ?? [])],
    /** Changes the rows of a table by hand. */
    change: (table: string, by: (row: Row) => Row) => {
      for (const [key, row] of tables.get(table) ?? []) tables.get(table)?.set(key, by(row));
    },
    intercept: (by: Interception) => {
      intercept = by;
    },
    answerInvocations: (by: () => Said) => {
      invocation = by;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Vault = Awaited<ReturnType<typeof startVault>>;

/** Has the tests of a file work on a fake AWS, empty for each. */
export function useVault(): () => Vault {
  let leadBack: () => void = () => {};
  let vault: Vault | undefined;
  const running = () => {
    if (!vault) throw new Error('The fake AWS runs only while tests do.');
    return vault;
  };
  beforeAll(async () => {
    vault = await startVault();
    leadBack = leadAwsTo(vault.url);
  });
  beforeEach(() => running().clear());
  afterAll(async () => {
    leadBack();
    await running().stop();
  });
  return running;
}
