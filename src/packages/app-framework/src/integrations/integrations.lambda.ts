import { openIntegrations } from './open-integrations';

const integrations = openIntegrations();

/** The pages on which an App is installed for a product's user. */
export const handler = integrations.pages;
/** `CreateInstallLink`, `ListIntegrations` and `RevokeIntegration`. */
export const operate = integrations.operate;
/** The integrations of whoever is signed in to the product, for its front end. */
export const api = integrations.api;
