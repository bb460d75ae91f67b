import { serveOperation } from '../api/serve-operation';
import { openInstallationTokens } from './open-installation-tokens';
import { createRevokeInstallationTokens } from './revoke-installation-tokens';

export type { InstallationTokensEnvironment as RevokeInstallationTokensEnvironment } from './open-installation-tokens';

const { appTokens, atGitHub, finder, store, unrecorded } = openInstallationTokens();

export const handler = serveOperation(
  'RevokeInstallationTokens',
  createRevokeInstallationTokens({ appTokens, finder, atGitHub, unrecorded, ...store }),
);
