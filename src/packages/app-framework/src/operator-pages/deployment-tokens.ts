import { callFunctionUrl } from '../aws/call-function';
import { type AppTokens, UnsignedError } from '../doctor/app-at-github';
import { field } from '../lambda/parsed-json';

export interface DeploymentTokensCollaborators {
  /** URLs of `GetAppToken` and of `GetInstallationToken`. */
  readonly appTokenEndpoint: string;
  readonly installationTokenEndpoint: string;
}

const timeoutMilliseconds = 20_000;

/** Tokens of Apps, asked of the functions that sign: who looks signs nothing. */
export function createDeploymentTokens({ appTokenEndpoint, installationTokenEndpoint }: DeploymentTokensCollaborators) {
  const ask = async (endpoint: string, path: string, input: object) => {
    const { status, output } = await callFunctionUrl({
      url: `${endpoint.replace(/\/+$/, '')}/${path}`,
      input,
      timeoutMilliseconds,
    });
    return { status, output, said: String(field(output, 'message') ?? 'no reason given').slice(0, 300) };
  };
  return (appId: number): AppTokens => ({
    async ofApp() {
      const { status, output, said } = await ask(appTokenEndpoint, 'tokens/app', { appId });
      const token = field(output, 'appToken');
      if (status === 200 && typeof token === 'string') return token;
      if (status === 400 || status === 404 || status === 500) throw new UnsignedError(said);
      throw new Error(`GetAppToken of App ${appId} answered ${status}: ${said}`);
    },
    async ofInstallation(installationId, permissions) {
      const input = { appId, installationId, scopeDown: { permissions } };
      const { status, output, said } = await ask(installationTokenEndpoint, 'tokens/installation', input);
      const token = field(output, 'installationToken');
      if (status === 200 && typeof token === 'string') return token;
      throw new Error(`GetInstallationToken of installation ${installationId} answered ${status}: ${said}`);
    },
  });
}
