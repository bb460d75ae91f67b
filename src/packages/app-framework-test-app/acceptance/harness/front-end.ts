import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { changed } from './changed-function';
import { administrator } from './deployment';
import { type DeployedFunction, functionWith } from './functions';
import { recordSecret } from './record';
import { webhookUrl } from './webhook-url';

/** What tasks/deployment.mjs tells the stack. */
const issuer = 'https://login.example.com/';
/** Another one, whose tokens name their client elsewhere. */
export const accessIssuer = 'https://access.example.com/';

interface Asked {
  /** What stands behind the path of all. */
  readonly below?: string;
  readonly body?: string;
}

export interface FrontEnd {
  readonly ask: (
    method: string,
    token: string | undefined,
    asked?: Asked,
  ) => Promise<{ status: number; body: Record<string, unknown>; waitSeconds: string | null }>;
  /** A token that its issuer made, for five minutes. */
  readonly token: (claims?: object, key?: KeyObject) => string;
  /** Has the user asked as often as anybody may in a minute. */
  readonly tooMuch: (userId: string) => Promise<unknown>;
}

/** A front end of the product, for as long as `work` takes: meanwhile the keys of its issuers are looked for on this machine. */
export async function withFrontEnd(work: (frontEnd: FrontEnd) => Promise<void>): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const common = { audience: ['front-end'], jwksUri: `http://127.0.0.1:${port}/keys` };
  const issuers = [
    { ...common, issuer, audienceIn: 'aud', subjects: 'plain' },
    { ...common, issuer: accessIssuer, audienceIn: 'client_id', subjects: 'with issuer' },
  ];
  const api = await functionWith('INTEGRATIONS_FRONT_ENDS');
  const variables = { INTEGRATIONS_FRONT_ENDS: JSON.stringify({ issuers, origins: [] }) };
  try {
    await changed(api, { variables }, () => work(frontEnd(privateKey, api)));
  } finally {
    server.close();
  }
}

function frontEnd(privateKey: KeyObject, { environment }: DeployedFunction): FrontEnd {
  return {
    async ask(method, token, { below = '', body } = {}) {
      const url = `${webhookUrl().replace(/webhook$/, '')}api/v1/app/integrations${below}`;
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
      return {
        status: answer.status,
        body: Object(await answer.json()),
        waitSeconds: answer.headers.get('retry-after'),
      };
    },
    token(claims = {}, key = privateKey) {
      const seconds = Math.floor(Date.now() / 1_000);
      const usual = { iss: issuer, aud: 'front-end', sub: 'front-user', iat: seconds, exp: seconds + 300 };
      const text = [
        { alg: 'RS256', kid: 'k1', typ: 'JWT' },
        { ...usual, ...claims },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const token = `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
      recordSecret(token);
      return token;
    },
    tooMuch(userId) {
      const minute = Math.floor(Date.now() / 60_000);
      // The next one, too: it may begin before the user asks.
      const writes = [minute, minute + 1].map((one) =>
        administrator.dynamoDb.send(
          new PutItemCommand({
            TableName: environment.INSTALL_TABLE_NAME,
            Item: { Place: { S: `asked#${userId}` }, Part: { S: String(one) }, Asked: { N: '500' } },
          }),
        ),
      );
      return Promise.all(writes);
    },
  };
}
