import { permissionProblem } from '../installations/permissions';
import type { AppPermissions } from '../server/schemas';
import {
  anything,
  type FromShape,
  flag,
  listOf,
  mapOf,
  object,
  oneOf,
  optional,
  type Shape,
  shapeBy,
  text,
  wholeNumber,
} from './json-shape';

const permissions: Shape<AppPermissions> = shapeBy((value, at) => {
  const problem = permissionProblem(value);
  return problem === undefined ? undefined : `${at}: ${problem}`;
});
const accountType = oneOf('Organization', 'User', 'Enterprise');
const repositorySelection = oneOf('all', 'selected');
const httpStatus = shapeBy<number>((value, at) => {
  const isStatus = typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
  return isStatus ? undefined : `${at} must be an HTTP status from 200 to 599`;
});

/** What goes into the control API and what comes out, for its server and its client alike. */
export const newApp = object({
  appId: optional(wholeNumber),
  slug: optional(text),
  clientId: optional(text),
  owner: optional(text),
  permissions: optional(permissions),
  events: optional(listOf(text)),
  callbackUrls: optional(listOf(text)),
  expireUserTokens: optional(flag),
  deviceFlow: optional(flag),
});
export const madeApp = object({
  appId: wholeNumber,
  slug: text,
  clientId: text,
  nodeId: text,
  botId: wholeNumber,
  pem: text,
  clientSecret: text,
});
export const madeKey = object({ pem: text, fingerprint: text });

export const newAccount = object({
  login: text,
  type: accountType,
  id: optional(wholeNumber),
  nodeId: optional(text),
});
export const accountChange = object({ login: text, type: optional(accountType), sender: optional(text) });
export const accountView = object({ login: text, type: accountType, id: wholeNumber, nodeId: text });

export const newRepository = object({
  owner: text,
  name: text,
  id: optional(wholeNumber),
  private: optional(flag),
  defaultBranch: optional(text),
  sender: optional(text),
});
export const repositoryView = object({ id: wholeNumber, nodeId: text, owner: text, name: text, private: flag });

export const newInstallation = object({
  appId: wholeNumber,
  account: text,
  accountType: optional(accountType),
  permissions: optional(permissions),
  repositorySelection: optional(repositorySelection),
  repositories: optional(listOf(text)),
  id: optional(wholeNumber),
  sender: optional(text),
});
export const installationChange = object({
  suspended: optional(flag),
  permissions: optional(permissions),
  repositorySelection: optional(repositorySelection),
  repositories: optional(listOf(text)),
  sender: optional(text),
});
export const installationView = object({
  id: wholeNumber,
  appId: wholeNumber,
  account: accountView,
  permissions,
  repositorySelection,
  repositories: listOf(text),
  suspended: flag,
});

export const newBulk = object({ appId: wholeNumber, installations: wholeNumber, loginPrefix: text });
export const madeBulk = object({ installations: wholeNumber, firstId: wholeNumber, lastId: wholeNumber });

export const newFault = object({
  method: optional(text),
  path: text,
  times: optional(wholeNumber),
  afterRequests: optional(wholeNumber),
  status: optional(httpStatus),
  headers: optional(mapOf(text)),
  body: optional(anything),
  delayMilliseconds: optional(wholeNumber),
  silent: optional(flag),
  done: optional(flag),
});
export const madeFault = object({ id: wholeNumber });

export const newRateLimit = object({
  appId: optional(wholeNumber),
  installationId: optional(wholeNumber),
  userId: optional(wholeNumber),
  limit: optional(wholeNumber),
  remaining: optional(wholeNumber),
  writeLimits: optional(flag),
});
export const clockChange = object({ offsetSeconds: wholeNumber });
export const tokenFormChange = object({ form: oneOf('short', 'stateless', 'alternate') });

export const requestsView = object({
  next: wholeNumber,
  requests: listOf(
    object({
      method: text,
      path: text,
      query: mapOf(anything),
      appId: optional(wholeNumber),
      installationId: optional(wholeNumber),
      userId: optional(wholeNumber),
      status: optional(wholeNumber),
      at: text,
    }),
  ),
});
export const secretsView = object({
  pems: listOf(text),
  jwts: listOf(text),
  tokens: listOf(text),
  webhookSecrets: listOf(text),
});
export const problemView = object({ message: text });
export const nothing = object({});

export type NewApp = FromShape<typeof newApp>;
export type MadeApp = FromShape<typeof madeApp>;
export type NewAccount = FromShape<typeof newAccount>;
export type AccountView = FromShape<typeof accountView>;
export type NewRepository = FromShape<typeof newRepository>;
export type NewInstallation = FromShape<typeof newInstallation>;
export type InstallationChange = FromShape<typeof installationChange>;
export type InstallationView = FromShape<typeof installationView>;
export type NewBulk = FromShape<typeof newBulk>;
export type NewFault = FromShape<typeof newFault>;
export type NewRateLimit = FromShape<typeof newRateLimit>;
export type TokenForm = FromShape<typeof tokenFormChange>['form'];
