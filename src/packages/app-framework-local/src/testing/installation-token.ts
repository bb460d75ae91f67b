import { createSign } from 'node:crypto';
import { member, textMember } from './json-members';
import { kitAgent } from './received';

export interface TokenMint {
  /** Base URL of the local GitHub. */
  readonly url: string;
  readonly appId: number;
  readonly pem: string;
}

/** What a deployment answers to `GetInstallationToken`, with a token of the local GitHub; or why it has none. */
export async function mintedToken({ url, appId, pem }: TokenMint, input: unknown) {
  const installationId = member(input, 'installationId');
  const scope = member(input, 'scopeDown');
  const response = await fetch(`${url}/app/installations/${installationId}/access_tokens`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${signedJwt(appId, pem)}`,
      'content-type': 'application/json',
      'user-agent': kitAgent,
    },
    body: JSON.stringify({
      permissions: member(scope, 'permissions'),
      repository_ids: member(scope, 'repositoryIds'),
      repositories: member(scope, 'repositoryNames'),
    }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) return { refusal: `GitHub gave no token: ${textMember(answer, 'message')}` };
  return {
    answer: {
      installationToken: member(answer, 'token'),
      nodeId: 'O_test',
      appId,
      installationId,
      expirationTime: member(answer, 'expires_at'),
      ...(scope !== undefined && { requestedScopeDown: scope }),
      actualScopeDown: { permissions: member(answer, 'permissions') },
    },
  };
}

function signedJwt(appId: number, pem: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: appId, iat: now - 60, exp: now + 480 })}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(pem, 'base64url')}`;
}
