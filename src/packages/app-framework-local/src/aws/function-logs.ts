import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Credentials, localRegion } from './identities';

/** Every line that any function wrote, oldest first within a log group. */
export async function readLogs({
  endpoint,
  credentials,
}: {
  endpoint: string;
  credentials: Credentials;
}): Promise<string[]> {
  const client = new CloudWatchLogsClient({ endpoint, region: localRegion, credentials });
  const lines: string[] = [];
  for await (const groups of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of groups.logGroups ?? []) {
      for await (const page of paginateFilterLogEvents({ client }, { logGroupName })) {
        lines.push(...(page.events ?? []).map((event) => event.message ?? ''));
      }
    }
  }
  return lines;
}
