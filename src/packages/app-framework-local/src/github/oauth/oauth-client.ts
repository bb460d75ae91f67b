import type { ControlCall } from '../control/control-call';
import { nothing } from '../control/control-shapes';
import type { Browsing, DeviceApproval, NewUserToken, OAuthChange, OAuthServerChange } from './oauth-shapes';
import * as shapes from './oauth-shapes';

/** The part of the control client for people who sign in. */
export function oauthControl({ send, make, set }: ControlCall) {
  return {
    /** All Apps, with what it takes to sign in. */
    apps: async () => (await send('GET', '/apps', { answer: shapes.appsView })).apps,
    /** The logins of all people. */
    users: async () => (await send('GET', '/users', { answer: shapes.usersView })).logins,
    /** Callback URLs, whether tokens of people expire, whether the device flow is allowed; what is absent stays. */
    setOAuth: async (appId: number, change: OAuthChange): Promise<void> =>
      void (await send('PATCH', `/apps/${appId}/oauth`, { body: change, answer: nothing })),
    /** Another client secret of the App; those before still count. */
    addClientSecret: (appId: number) => make(`/apps/${appId}/client-secrets`, {}, shapes.madeClientSecret),
    removeClientSecret: async (appId: number, secret: string): Promise<void> =>
      void (await send('DELETE', `/apps/${appId}/client-secrets/${secret}`, { answer: nothing })),
    /** What differs between GitHub's servers: `iss` in callbacks (`own`, `none`, or another address), and PKCE. */
    setOAuthServer: async (change: OAuthServerChange): Promise<void> =>
      void (await send('PATCH', '/oauth-server', { body: change, answer: nothing })),
    /** Goes with somebody through the web flow that begins at `url`; answers where the browser is sent then. */
    browse: async (browsing: Browsing) => (await make('/browsers', browsing, shapes.browsed)).location,
    /** Signs somebody in without a browser: the value of a `Cookie` header. */
    startSession: async (user: string) => (await make('/sessions', { user }, shapes.madeSession)).cookie,
    /** Somebody enters a device's code, and says yes unless told to deny. */
    answerDevice: (approval: DeviceApproval) => set('/device-approvals', approval),
    /** A token of somebody for an App, as if both flows had been gone through. */
    createUserToken: (token: NewUserToken) => make('/user-tokens', token, shapes.madeUserToken),
    userTokens: async (appId: number) =>
      (await send('GET', `/apps/${appId}/user-tokens`, { answer: shapes.userTokensView })).tokens,
    /** What was asked of the token endpoint and what came of it, the oldest first. */
    tokenRequests: async () => (await send('GET', '/token-requests', { answer: shapes.tokenRequestsView })).requests,
  };
}
