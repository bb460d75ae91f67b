import { signedRequest } from '../aws/signed-request';
import { requiredVariable } from '../lambda/environment';
import { createRefusalCanary } from './refusal-canary';

/** Environment that the function needs. */
export interface RefusalCanaryEnvironment {
  /** URL of GetInstallationToken. */
  readonly TOKEN_ENDPOINT: string;
}

const endpoint = requiredVariable<keyof RefusalCanaryEnvironment>('TOKEN_ENDPOINT');

export const handler = createRefusalCanary({
  ask: (body) =>
    signedRequest({
      service: 'lambda',
      url: `${endpoint.replace(/\/$/, '')}/tokens/installation`,
      headers: { 'content-type': 'application/json' },
      body,
      timeoutMilliseconds: 5_000,
    }),
});
