import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issuer of tokens on this machine, at which whoever comes is signed in already. */
export interface OperatorsIssuer {
  /** What the pages are told of it. */
  readonly settings: { readonly issuer: string };
  /** What its tokens say from now on, besides who they are of. */
  readonly says: (claims: object) => void;
}

export async function withOperatorsIssuer(work: (issuer: OperatorsIssuer) => Promise<void>): Promise<void> {
  let said = {};
  let nonce: string | null = null;
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    if (pathname === '/authorize') {
      nonce = searchParams.get('nonce');
      const back = new URLSearchParams({ code: 'code-of-ada', state: searchParams.get('state') ?? '' });
      response.writeHead(302, { location: `${searchParams.get('redirect_uri')}?${back}` }).end();
      return;
    }
    const exp = Math.floor(Date.now() / 1_000) + 300;
    const claims = { iss: issuer, aud: 'pages', sub: 'ada', exp, nonce, ...said };
    const answer = {
      '/.well-known/openid-configuration': {
        ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      },
      '/token': { id_token: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s` },
    }[pathname];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { issuer, audience: 'pages', claim: 'groups', values: ['on-call'], scopes: [] };
  try {
    await work({ settings, says: (claims) => (said = claims) });
  } finally {
    server.close();
  }
}
