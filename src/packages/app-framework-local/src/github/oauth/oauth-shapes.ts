import { type FromShape, flag, listOf, object, oneOf, optional, text, wholeNumber } from '../control/json-shape';

/** What is absent stays as it is. */
export const oauthChange = object({
  callbackUrls: optional(listOf(text)),
  expireUserTokens: optional(flag),
  deviceFlow: optional(flag),
});
export const madeClientSecret = object({ clientSecret: text });

/** `issuer`: `own`, `none` as older servers do, or the address of another. */
export const oauthServerChange = object({ issuer: optional(text), pkce: optional(flag) });

/** Somebody goes through an App's web flow: `url` is where the App sends the browser. */
export const browsing = object({ url: text, user: text, deny: optional(flag) });
export const browsed = object({ location: text });
export const deviceApproval = object({ userCode: text, user: text, deny: optional(flag) });

export const newUserToken = object({ appId: wholeNumber, user: text, flow: optional(oneOf('web', 'device')) });
export const madeUserToken = object({
  accessToken: text,
  expiresAt: optional(text),
  refreshToken: optional(text),
  refreshTokenExpiresAt: optional(text),
});
export const newSession = object({ user: text });
/** The value of a `Cookie` header. */
export const madeSession = object({ cookie: text });

export const tokenRequestsView = object({
  requests: listOf(object({ clientId: text, grantType: text, outcome: text, at: text })),
});
export const userTokensView = object({
  tokens: listOf(object({ login: text, flow: oneOf('web', 'device'), works: flag, createdAt: text })),
});

export const appsView = object({
  apps: listOf(
    object({
      appId: wholeNumber,
      slug: text,
      clientId: text,
      clientSecrets: listOf(text),
      callbackUrls: listOf(text),
      expireUserTokens: flag,
      deviceFlow: flag,
    }),
  ),
});
export const usersView = object({ logins: listOf(text) });

export type OAuthChange = FromShape<typeof oauthChange>;
export type OAuthServerChange = FromShape<typeof oauthServerChange>;
export type Browsing = FromShape<typeof browsing>;
export type DeviceApproval = FromShape<typeof deviceApproval>;
export type NewUserToken = FromShape<typeof newUserToken>;
