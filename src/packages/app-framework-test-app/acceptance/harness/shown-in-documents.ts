import { outputs } from './deployment';

/** What a block shows besides ending well, by something that it contains. */
export const shown: readonly (readonly [inBlock: string, inOutput: RegExp])[] = [
  ['retire-keys', /App 123456 signs with arn:/],
  ['revoke-tokens', /Revoked {2}\d+\nFailed {3}0/],
  ['list-keys', /current: the App signs with it/],
  ['import-private-key', /App (123456|234567|345678) signs with the new key\./],
  ['npx tsx token.mts', /reaches \[ 'web' \] until [\s\S]*\n200 /],
  ['contents=read', /"?contents"?[:=]\s*"?read/],
  ['list-installations', /octo-org/],
  ['show-user', /Flow +web/],
  ['revoke-user', /revoked/],
  ['rotate-webhook-secret', /rotated: GitHub signs with the new one/],
  ['update-webhook-config --app-id 123456', /answered with\s+200/],
  ['--new-secret', /set, not yet\s+proven/],
  ['deliveries list --app-id 234567', /ping/],
  ['deliveries show', /Received +20[\s\S]*Published +20/],
  ['deliveries explain', /had no\s+workflow for events of its kind/],
  ['triggers put', /is kept[\s\S]*refused by event[\s\S]*is gone/],
  ['recover-deployment', /done +let this deployment sign[\s\S]*done +have GitHub send[\s\S]*done +ask GitHub for/],
  ['restore-table-to-point-in-time', /"TableName": "restored-apps"/],
  ['cdk diff', /There were no differences|Number of stacks with differences: 0/],
  ['--dry-run', /Would replay/],
  ['--aws-sigv4', /"installationToken":"[^"]+".*"actualScopeDown":.*"contents":"read"/],
  // The first to fail is the last of the list.
  ['describe-stack-events', /^UPDATE_ROLLBACK_COMPLETE\n[\s\S]*\t\S*Routing\S*\t.*octo org.*\n$/],
  ['get-table-name\n', new RegExp(outputs.AppTableName)],
  ['check-ceilings', /SampleCallersLimited\S* of \d+: holds/],
  ['local status', /AWS {5}healthy[\s\S]*GitHub {2}healthy/],
  ['--role', /export AWS_SESSION_TOKEN=/],
];
