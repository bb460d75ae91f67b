import { signRequest } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { LambdaClient } from '@aws-sdk/client-lambda';

/** Names in the signature and in hosts, and that in the environment. */
const services = {
  monitoring: 'CLOUDWATCH',
  dynamodb: 'DYNAMODB',
  s3: 'S3',
  sns: 'SNS',
  logs: 'CLOUDWATCH_LOGS',
  ssm: 'SSM',
} as const;

export interface SignedCall {
  readonly service: keyof typeof services;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SignedJsonCall {
  readonly service: Exclude<SignedCall['service'], 's3' | 'sns'>;
  /** Name of the API with its version, and of the operation, such as `AmazonSSM.GetParametersByPath`. */
  readonly target: string;
  readonly input: object;
}

export interface SignedFormCall {
  readonly service: 'sns';
  readonly input: Readonly<Record<string, string>>;
}

/** A service did not do what it was asked. It is named as the service names it, by which failures are told apart. */
export class RefusedCallError extends Error {
  constructor(
    message: string,
    override readonly name: string,
  ) {
    super(message);
  }
}

export type SignedCalls = ReturnType<typeof createSignedCalls>;

/** Calls of services whose client would be as large as all else of this tool, signed with what a client is signed with. */
export function createSignedCalls({ config }: Pick<LambdaClient, 'config'>) {
  /** @throws Error where nothing is answered */
  async function send({ service, method, url, headers = {}, body = '' }: SignedCall): Promise<Response> {
    const { host, pathname } = new URL(url);
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    const { host: _host, ...signed } = signRequest({
      ...{ service, method, path: pathname, query: [], headers: { ...headers, host }, body, at: new Date() },
      ...{ region: await config.region(), accessKeyId, secretAccessKey, sessionToken },
    });
    return fetch(url, { method, headers: signed, ...(body !== '' && { body }) });
  }

  /** Where a service is: at the endpoint that the environment names, otherwise at that of the region. No slash ends it. */
  async function endpointOf(service: SignedCall['service']): Promise<string> {
    const named = endpointInEnvironment(service);
    if (named !== undefined) return named;
    const { url } = config.endpointProvider({ Region: await config.region(), UseDualStack: false, UseFIPS: false });
    return `https://${url.host.replace(/^lambda\./, `${service}.`)}`;
  }

  /** @throws RefusedCallError where anything but success is answered */
  async function post({ service, headers, body, what, nameIn }: Post): Promise<string> {
    const answer = await send({ service, method: 'POST', url: `${await endpointOf(service)}/`, headers, body });
    const text = await answer.text();
    if (answer.ok) return text;
    const name = nameIn.exec(text)?.[1] ?? 'RefusedCallError';
    throw new RefusedCallError(`${what} was answered with ${answer.status} ${text.slice(0, 200)}`, name);
  }

  return {
    send,

    /** What a service that speaks AWS JSON answers. @throws RefusedCallError where it answers anything but success */
    async json({ service, target, input }: SignedJsonCall): Promise<unknown> {
      const version = service === 'monitoring' || service === 'dynamodb' ? '1.0' : '1.1';
      const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
      const what = target.replace(/^.*\./, '');
      const nameIn = /"__type" *: *"(?:[^"]*#)?(\w+)"/;
      return JSON.parse(await post({ service, headers, body: JSON.stringify(input), what, nameIn }));
    },

    /** What a service that takes forms answers, in XML. @throws RefusedCallError where it answers anything but success */
    form({ service, input }: SignedFormCall): Promise<string> {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = `${new URLSearchParams(input)}`;
      return post({ service, headers, body, what: String(input.Action), nameIn: /<Code>(\w+)<\/Code>/ });
    },
  };
}

interface Post extends Required<Pick<SignedCall, 'service' | 'headers' | 'body'>> {
  /** What was asked for, for people. */
  readonly what: string;
  /** Where a refusal has the name that the service gives it. */
  readonly nameIn: RegExp;
}

/** As the SDK reads it. */
export function endpointInEnvironment(service: SignedCall['service']): string | undefined {
  const named = process.env[`AWS_ENDPOINT_URL_${services[service]}`] ?? process.env.AWS_ENDPOINT_URL;
  return named?.replace(/\/+$/, '');
}
