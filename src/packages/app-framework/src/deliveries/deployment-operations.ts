import { field } from '../lambda/parsed-json';

/** What commands about people need to know. */
export interface PeopleParts {
  readonly revokeUserFunction: string;
  readonly userTokensTable: string;
  /** Key that seals the tokens. */
  readonly keyArn: string;
  readonly apps: readonly { readonly appId: number; readonly clientId: string; readonly apiUrl: string }[];
}

/** What an operator's commands need to know of a deployment, as it writes it into its own ledger. */
export interface DeploymentOperations {
  /** Sends events to handlers once more. */
  readonly repeatFunction: string;
  /** Publishes what was taken and did not come to the bus. */
  readonly recoveryFunction: string;
  /** Brings what never arrived; absent where the deployment has none. */
  readonly sweepFunction?: string;
  /** Where the tokens of people are; absent where nobody signs in. */
  readonly people?: PeopleParts;
  /** Of the API itself. */
  readonly webhookUrl: string;
  /** The one that Apps have at GitHub, where it is another. */
  readonly publicWebhookUrl?: string;
  /** Where GitHub leads people back who sign in; absent where nobody does. */
  readonly callbackUrl?: string;
  readonly webhookSecretArn: string;
  /** Where payloads are kept; absent in what earlier versions wrote. */
  readonly archive?: { readonly bucket: string /** Of the region, with the bucket. */; readonly domain: string };
  /** What the names of its log groups begin with, and of all else that CloudFormation names; absent in what earlier versions wrote. */
  readonly logGroups?: readonly string[];
  /** When the deployment was made, or first said so: what runs by a schedule may not have begun. Absent in what earlier versions wrote. */
  readonly since?: Date;
  /** URL of the queue of each handler, by its name. */
  readonly queues: Readonly<Record<string, string>>;
  /** URL of the queue behind that one, for handlers that work in lanes. */
  readonly lanes?: Readonly<Record<string, string>>;
}

/** What Apps are to have as their webhook URL. */
export function webhookUrlOf({ publicWebhookUrl, webhookUrl }: DeploymentOperations): string {
  return publicWebhookUrl ?? webhookUrl;
}

/** @throws Error for a text that no deployment of this version writes */
export function parseOperations(text: unknown): DeploymentOperations {
  const stored: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
  if (isOperations(stored)) return stored;
  throw new Error('The ledger does not say what its deployment consists of: deploy the stack again.');
}

function isOperations(value: unknown): value is DeploymentOperations {
  const queues = field(value, 'queues');
  return (
    ['repeatFunction', 'recoveryFunction', 'webhookUrl', 'webhookSecretArn'].every(
      (name) => typeof field(value, name) === 'string',
    ) &&
    typeof queues === 'object' &&
    queues !== null
  );
}
