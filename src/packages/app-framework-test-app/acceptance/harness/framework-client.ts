import { AppFramework } from '@aws/app-framework-for-github-apps-on-aws-client';
import { outputs, region } from './deployment';
import { type Identity, type RoleName, roleSession } from './identities';
import { recordSecret } from './record';
import type { StackOutputs } from './target';

/** Configuration of one client that reaches all operations. */
export function endpointsOf(stack: StackOutputs) {
  return {
    appTokenEndpoint: stack.AppTokenEndpoint,
    installationAccessTokenEndpoint: stack.InstallationAccessTokenEndpoint,
    refreshCachedDataEndpoint: stack.RefreshCachedDataEndpoint,
    installationRecordEndpoint: stack.InstallationRecordEndpoint,
    installationsEndpoint: stack.InstallationsEndpoint,
    revokeInstallationTokensEndpoint: stack.RevokeInstallationTokensEndpoint,
    triggersEndpoint: stack.TriggersEndpoint,
  };
}

export interface ClientSettings {
  /** 1 by default, so that a test sees the first answer. */
  readonly maxAttempts?: number;
  /** The deployment under test by default. */
  readonly stack?: StackOutputs;
}

/** The generated client as a principal. */
export function clientOf(identity: Identity, { maxAttempts = 1, stack = outputs }: ClientSettings = {}): AppFramework {
  const client = new AppFramework({ region, credentials: identity, maxAttempts, ...endpointsOf(stack) });
  client.middlewareStack.add(
    (next) => async (handed) => {
      noteSignature(handed.request);
      const answer = await next(handed);
      noteTokens(answer.output);
      return answer;
    },
    { step: 'finalizeRequest', priority: 'low', name: 'noteSecrets' },
  );
  return client;
}

export async function clientAs(role: RoleName, settings?: ClientSettings): Promise<AppFramework> {
  return clientOf(await roleSession(role), settings);
}

/** The name and status of the error that a call ends with. @throws Error when it does not end with one */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('The call succeeded, and was expected to be refused.');
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status = Object(metadata).httpStatusCode;
  return {
    name: error.name,
    status: typeof status === 'number' ? status : undefined,
    message: error.message,
    ...('retryAfterSeconds' in error && { retryAfterSeconds: Number(error.retryAfterSeconds) }),
  };
}

export interface Refusal {
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

function noteSignature(request: unknown): void {
  const headers: unknown = Object(request).headers;
  const authorization: unknown = Object(headers).authorization;
  const signature = String(authorization).match(/Signature=([0-9a-f]+)/)?.[1];
  if (!signature) throw new Error('A request went out without a signature.');
  recordSecret(signature);
}

function noteTokens(output: unknown): void {
  const { appToken, installationToken } = Object(output);
  for (const token of [appToken, installationToken]) if (typeof token === 'string') recordSecret(token);
}
