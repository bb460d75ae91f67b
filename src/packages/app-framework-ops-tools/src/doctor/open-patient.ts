import {
  createAppAtGitHub,
  type Patient,
  UnsignedError,
  type WebhookDeployment,
  webhookUrlOf,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import {
  AppFrameworkServiceException,
  GetAppTokenCommand,
  GetInstallationTokenCommand,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import { CommandError } from '../command-line/failures';
import { openLedger } from '../deliveries/open-ledger';
import { hostOfApp } from '../deployments/app-host';
import { createAwsClients } from '../deployments/aws-clients';
import { createClientIdTable } from '../deployments/client-id-table';
import { connectTo } from '../deployments/framework-client';
import { createSignedCalls } from '../deployments/signed-call';
import { createFigures } from './figures-gauge';

const now = () => new Date();

/** What the deployment answers, and not whatever stands before it. */
const ownErrors = /^(ClientSideError|ServerSideError|NotFoundError)$/;

export interface WebhooksOfDeployment {
  readonly ledger?: string | undefined;
  /** The webhook URL that Apps are to have, where the deployment does not know it. */
  readonly webhookUrl?: string | undefined;
}

/** The deployment of webhooks, as the operator sees it; absent where there is none. */
export async function openWebhooks({
  ledger,
  webhookUrl,
}: WebhooksOfDeployment): Promise<WebhookDeployment | undefined> {
  try {
    const { records, lambda } = await openLedger({ ledger });
    const operations = await records.operations();
    return {
      records,
      operations,
      figures: createFigures({ calls: createSignedCalls(lambda), now }),
      webhookUrl: webhookUrl ?? webhookUrlOf(operations),
      now,
    };
  } catch (error) {
    if (error instanceof CommandError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

export interface AppOfDeployment {
  readonly appId: number;
  /** Of the only deployment when absent. */
  readonly table: string | undefined;
  readonly webhooks: WebhookDeployment | undefined;
}

/** An App of the deployment: its functions sign, who looks does not. */
export async function openPatient({ appId, table, webhooks }: AppOfDeployment): Promise<Patient> {
  const baseUrl = await hostOfApp({ appId, table });
  const app = createAppAtGitHub({
    appId,
    baseUrl,
    tokens: {
      async ofApp() {
        const client = await connectTo({ endpoint: 'AppTokenEndpoint', table });
        try {
          return (await client.send(new GetAppTokenCommand({ appId }))).appToken;
        } catch (cause) {
          if (!(cause instanceof AppFrameworkServiceException && ownErrors.test(cause.name))) throw cause;
          throw new UnsignedError(cause.message || cause.name, { cause });
        }
      },
      async ofInstallation(installationId, permissions) {
        const client = await connectTo({ endpoint: 'InstallationAccessTokenEndpoint', table });
        const scopeDown = { permissions };
        const asked = new GetInstallationTokenCommand({ appId, installationId, scopeDown });
        return (await client.send(asked)).installationToken;
      },
    },
  });
  return { app, webhooks, now };
}

/** The Apps that a deployment has. */
export async function appsOf(table: string): Promise<readonly number[]> {
  const { dynamoDb } = createAwsClients();
  return (await createClientIdTable({ dynamoDb, tableName: table }).list())
    .map(({ appId }) => appId)
    .sort((one, other) => one - other);
}
