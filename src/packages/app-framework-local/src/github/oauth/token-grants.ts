import type { App } from '../apps/apps';
import type { World } from '../world/world';
import { fitsChallenge } from './codes';
import { type OAuthAnswer, refusal } from './oauth-refusal';
import { accessLifetimeSeconds, refreshLifetimeSeconds, type UserToken } from './user-tokens';

export type Parameters = ReadonlyMap<string, string>;

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Answers a request for a token, as `POST /login/oauth/access_token` does. */
export function createTokenGrants({ apps, codes, deviceCodes, oauthServer, tokenRequests, userTokens }: World) {
  const hasSecret = (app: App, asked: Parameters) => app.oauth.clientSecrets.has(asked.get('client_secret') ?? '');

  function byCode(app: App, asked: Parameters): OAuthAnswer {
    if (!hasSecret(app, asked)) return refusal('incorrect_client_credentials');
    const authorized = codes.take(asked.get('code') ?? '', app);
    if (authorized === undefined) return refusal('bad_verification_code');
    const redirectUri = asked.get('redirect_uri');
    const known = authorized.redirectUri === undefined ? app.oauth.callbackUrls : [authorized.redirectUri];
    if (redirectUri !== undefined && !known.includes(redirectUri)) return refusal('redirect_uri_mismatch');
    const challenge = oauthServer.knowsPkce ? authorized.challenge : undefined;
    if (!fitsChallenge(challenge, asked.get('code_verifier'))) return refusal('bad_verification_code');
    return tokenAnswer(userTokens.issue({ app, user: authorized.user, flow: 'web' }));
  }

  function byRefreshToken(app: App, asked: Parameters): OAuthAnswer {
    const token = userTokens.byRefreshToken(asked.get('refresh_token') ?? '');
    if (!hasSecret(app, asked) && !(token?.flow === 'device' && !asked.has('client_secret'))) {
      return refusal('incorrect_client_credentials');
    }
    if (token === undefined || token.app !== app) return refusal('bad_refresh_token');
    const refreshed = userTokens.refresh(token);
    return 'next' in refreshed ? tokenAnswer(refreshed.next) : refusal('bad_refresh_token');
  }

  function byDeviceCode(app: App, asked: Parameters): OAuthAnswer {
    if (!app.oauth.allowsDeviceFlow) return refusal('device_flow_disabled');
    const code = deviceCodes.find(asked.get('device_code') ?? '');
    if (code === undefined || code.app !== app) return refusal('incorrect_device_code');
    if (!deviceCodes.isLive(code)) return refusal('expired_token');
    if (deviceCodes.poll(code) === 'too early') return refusal('slow_down', { interval: code.intervalSeconds });
    if (code.answer === 'pending') return refusal('authorization_pending');
    deviceCodes.use(code);
    if (code.answer === 'denied') return refusal('access_denied');
    return tokenAnswer(userTokens.issue({ app, user: code.answer.user, flow: 'device' }));
  }

  const grants = new Map([
    ['authorization_code', byCode],
    ['refresh_token', byRefreshToken],
    [deviceGrant, byDeviceCode],
  ]);

  return (asked: Parameters): OAuthAnswer => {
    const grantType = asked.get('grant_type') ?? 'authorization_code';
    const clientId = asked.get('client_id') ?? '';
    const app = apps.byClientId(clientId);
    const grant = grants.get(grantType);
    const answer =
      app === undefined
        ? refusal('incorrect_client_credentials')
        : (grant?.(app, asked) ?? refusal('unsupported_grant_type'));
    tokenRequests.note({ clientId, grantType, outcome: String(answer.error ?? 'token') });
    return answer;
  };
}

/** What is not said means: it does not expire. */
function tokenAnswer({ text, refresh }: UserToken): OAuthAnswer {
  const answer = { access_token: text, scope: '', token_type: 'bearer' };
  if (refresh === undefined) return answer;
  return {
    ...answer,
    expires_in: accessLifetimeSeconds,
    refresh_token: refresh.text,
    refresh_token_expires_in: refreshLifetimeSeconds,
  };
}
