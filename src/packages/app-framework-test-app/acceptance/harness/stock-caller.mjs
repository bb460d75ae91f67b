// One call as a program of a user makes it: the published client, credentials from the AWS SDK's own chain, an endpoint and a region.
// stock-caller.mjs <operation> <endpoint> <region> <input as JSON>
import {
  AppFrameworkClient,
  GetAppTokenCommand,
  GetInstallationDataCommand,
  GetInstallationsCommand,
  GetInstallationTokenCommand,
  RefreshCachedDataCommand,
} from '@aws/app-framework-for-github-apps-on-aws-client';

const commands = {
  GetAppToken: GetAppTokenCommand,
  GetInstallationToken: GetInstallationTokenCommand,
  RefreshCachedData: RefreshCachedDataCommand,
  GetInstallationData: GetInstallationDataCommand,
  GetInstallations: GetInstallationsCommand,
};

const [operation, endpoint, region, input] = process.argv.slice(2);
const client = new AppFrameworkClient({ endpoint, region });
const answer = await client.send(new commands[operation](JSON.parse(input)));
process.stdout.write(JSON.stringify(answer));
