import { serveOperation } from '../api/serve-operation';
import { createGetAppToken } from './get-app-token';
import { openAppTokens } from './open-app-tokens';

export type { AppTokensEnvironment as GetAppTokenEnvironment } from './open-app-tokens';

const { appTokens } = openAppTokens();

export const handler = serveOperation('GetAppToken', createGetAppToken({ appTokens }));
