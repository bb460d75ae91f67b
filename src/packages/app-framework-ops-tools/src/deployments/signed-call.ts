import { signRequest } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { LambdaClient } from '@aws-sdk/client-lambda';

/** Names in the signature and in hosts, and that in the environment. */
const services = { monitoring: 'CLOUDWATCH', s3: 'S3' } as const;

export interface SignedCall {
  readonly service: keyof typeof services;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type SignedCalls = ReturnType<typeof createSignedCalls>;

/** Calls of services whose client would be as large as all else of this tool, signed with what a client is signed with. */
export function createSignedCalls({ config }: Pick<LambdaClient, 'config'>) {
  return {
    /** Where a service is: at the endpoint that the environment names, otherwise at that of the region. No slash ends it. */
    async endpointOf(service: SignedCall['service']): Promise<string> {
      const named = endpointInEnvironment(service);
      if (named !== undefined) return named;
      const { url } = config.endpointProvider({ Region: await config.region(), UseDualStack: false, UseFIPS: false });
      return `https://${url.host.replace(/^lambda\./, `${service}.`)}`;
    },

    /** @throws Error where nothing is answered */
    async send({ service, method, url, headers = {}, body = '' }: SignedCall): Promise<Response> {
      const { host, pathname } = new URL(url);
      const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
      const { host: _host, ...signed } = signRequest({
        ...{ service, method, path: pathname, query: [], headers: { ...headers, host }, body, at: new Date() },
        ...{ region: await config.region(), accessKeyId, secretAccessKey, sessionToken },
      });
      return fetch(url, { method, headers: signed, ...(body !== '' && { body }) });
    },
  };
}

/** As the SDK reads it. */
export function endpointInEnvironment(service: SignedCall['service']): string | undefined {
  const named = process.env[`AWS_ENDPOINT_URL_${services[service]}`] ?? process.env.AWS_ENDPOINT_URL;
  return named?.replace(/\/+$/, '');
}
