import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { ApplyInstallationEventsEnvironment } from './apply-installation-events.lambda';
import type { HandlerOptions } from './props.construct';

/** What keeps the installation table current: a person may have suspended it through the App itself, which is news all the same. */
export const installationEvents: HandlerOptions = {
  name: 'installations',
  event: ['installation', 'installation_repositories', 'installation_target'],
  own: true,
  // Where an App is installed stays true whoever is admitted.
  everyAccount: true,
};

/** The function of that handler, like any other's: the installation table follows what GitHub tells, within seconds. */
export function installationEventsFunction(
  scope: Construct,
  { credentials, settings }: { readonly credentials: CredentialManager; readonly settings: FunctionSettings },
): BundledFunction {
  const { appTable, installationTable } = credentials;
  const handler = new BundledFunction(scope, 'InstallationEvents', {
    handlerName: 'apply-installation-events',
    description: 'Brings the installation table up to date with events of GitHub',
    environment: {
      APP_TABLE_NAME: appTable.tableName,
      INSTALLATION_TABLE_NAME: installationTable.tableName,
    } satisfies ApplyInstallationEventsEnvironment,
    timeout: Duration.seconds(30),
    memorySize: 512,
    settings,
  });
  credentials.grantApplyInstallationEvents(handler);
  return handler;
}
