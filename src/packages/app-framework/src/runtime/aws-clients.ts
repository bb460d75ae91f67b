import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadConfig } from '@smithy/node-config-provider';
import { environmentRegion } from '../lambda/environment';
import { EnvironmentAgent } from './environment-agent';

type Credentials = Awaited<ReturnType<CredentialProvider>>;
type CredentialProvider = ReturnType<typeof defaultProvider>;

/** A client of the AWS SDK, as far as it is used here. */
export interface AwsClient {
  readonly config: { readonly credentials: () => Promise<Pick<Credentials, 'accessKeyId' | 'sessionToken'>> };
  destroy(): void;
}

/** Credentials that name no end are asked for again after this time, less the five minutes before an end in which the SDK asks. */
const renewalMilliseconds = 600_000;

/** One for all clients, so that they share connections. */
const httpsAgent = new EnvironmentAgent();

/** What clients in somebody's process have in common. `place` is the URL or ARN of what they call, whose region goes before the environment's. */
export function awsSettings(place: string) {
  return { region: regionFor(place), credentials: renewedCredentials(), httpsAgent };
}

/** The region that a function URL or an ARN is in, otherwise that of the environment, otherwise that of the profile. */
export function regionFor(place: string): () => Promise<string> {
  const own =
    /\.lambda-url\.([a-z0-9-]+)\.on\.aws/.exec(place)?.[1] ?? /^arn:[a-z-]+:[a-z0-9-]+:([a-z0-9-]+):/.exec(place)?.[1];
  return async () => own ?? environmentRegion() ?? (await profileRegion());
}

const profileRegion = loadConfig<string>(
  {
    environmentVariableSelector: () => undefined,
    configFileSelector: ({ region }) => region || undefined,
    default: () => {
      throw new Error('Nothing says in which AWS region: set AWS_REGION, or a region in the profile.');
    },
  },
  { preferredFile: 'credentials' },
);

/**
 * The usual chain of the SDK, which however keeps for good what it found in a file. A process that lives longer than what stands there would
 * go on with credentials that have ended, though the file has others by then: so the file is read again.
 */
function renewedCredentials(): CredentialProvider {
  return async (options) => {
    const found = await readCredentials(options);
    return { ...found, expiration: found.expiration ?? new Date(Date.now() + renewalMilliseconds) };
  };
}

const readCredentials: CredentialProvider = (options) => defaultProvider({ ignoreCache: true })(options);

/** Calls AWS with one client as long as its credentials are those of the environment, and with another once they were renewed. */
export function createAwsCaller<Client extends AwsClient>(make: () => Client) {
  let client: Client | undefined;

  return async function call<Answer>(run: (client: Client) => Promise<Answer>): Promise<Answer> {
    client ??= make();
    const used = client;
    try {
      return await run(used);
    } catch (error) {
      if (!isRefusal(error) || !(await areRenewed(used))) throw error;
      if (client === used) client = make();
      return run(client);
    }
  };
}

/** Refused by AWS, before anything of ours: of these the credentials can be the reason. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'AccessDeniedError') return false;
  if (/^(ExpiredToken|InvalidClientTokenId|InvalidSignature|UnrecognizedClient)/.test(error.name)) return true;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  return (
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata && metadata.httpStatusCode === 403
  );
}

/** Where none can be had now, those of before were not renewed. */
async function areRenewed({ config }: AwsClient): Promise<boolean> {
  const before = await config.credentials();
  const now = await readCredentials().catch(() => before);
  return now.accessKeyId !== before.accessKeyId || now.sessionToken !== before.sessionToken;
}
