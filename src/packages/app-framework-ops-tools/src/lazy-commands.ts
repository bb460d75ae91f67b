/**
 * The commands, each loaded when it runs: the AWS SDK and Octokit are most of what this tool loads, and help needs neither. `require`, because
 * a dynamic `import` would want file extensions.
 */
export const load = {
  init: (): typeof import('./scaffold/init') => require('./scaffold/init'),
  importPrivateKey: (): typeof import('./keys/import-private-key') => require('./keys/import-private-key'),
  retireKeys: (): typeof import('./keys/retire-keys') => require('./keys/retire-keys'),
  listKeys: (): typeof import('./keys/list-keys') => require('./keys/list-keys'),
  adoptKeys: (): typeof import('./keys/adopt-keys') => require('./keys/adopt-keys'),
  getTableName: (): typeof import('./deployments/get-table-name') => require('./deployments/get-table-name'),
  checkCeilings: (): typeof import('./deployments/check-ceilings') => require('./deployments/check-ceilings'),
  refresh: (): typeof import('./installations/refresh') => require('./installations/refresh'),
  getAppToken: (): typeof import('./tokens/get-app-token') => require('./tokens/get-app-token'),
  getInstallationToken: (): typeof import('./tokens/get-installation-token') =>
    require('./tokens/get-installation-token'),
  gitCredential: (): typeof import('./git-credential/git-credential') => require('./git-credential/git-credential'),
  revokeTokens: (): typeof import('./tokens/revoke-tokens') => require('./tokens/revoke-tokens'),
  listDeliveries: (): typeof import('./deliveries/list-deliveries') => require('./deliveries/list-deliveries'),
  replayDeliveries: (): typeof import('./deliveries/replay-deliveries') => require('./deliveries/replay-deliveries'),
  recoverDeliveries: (): typeof import('./deliveries/recover-deliveries') => require('./deliveries/recover-deliveries'),
  redriveDeliveries: (): typeof import('./deliveries/redrive-deliveries') => require('./deliveries/redrive-deliveries'),
  followDeliveries: (): typeof import('./follow/follow-deliveries') => require('./follow/follow-deliveries'),
  updateWebhookConfig: (): typeof import('./webhook-settings/update-webhook-config') =>
    require('./webhook-settings/update-webhook-config'),
  rotateWebhookSecret: (): typeof import('./webhook-settings/rotate-webhook-secret') =>
    require('./webhook-settings/rotate-webhook-secret'),
  explainDelivery: (): typeof import('./deliveries/explain-delivery') => require('./deliveries/explain-delivery'),
  showDelivery: (): typeof import('./deliveries/show-delivery') => require('./deliveries/show-delivery'),
  listJobs: (): typeof import('./jobs/list-jobs') => require('./jobs/list-jobs'),
  keepTriggers: (): typeof import('./triggers/keep-triggers') => require('./triggers/keep-triggers'),
  testTrigger: (): typeof import('./triggers/test-trigger') => require('./triggers/test-trigger'),
  changeJob: (): typeof import('./jobs/change-job') => require('./jobs/change-job'),
  showUser: (): typeof import('./people/show-user') => require('./people/show-user'),
  revokeUser: (): typeof import('./people/revoke-user') => require('./people/revoke-user'),
  deviceFlowAuth: (): typeof import('./people/device-flow-auth') => require('./people/device-flow-auth'),
  recoverDeployment: (): typeof import('./disaster-recovery/recover-deployment') =>
    require('./disaster-recovery/recover-deployment'),
  setupLink: (): typeof import('./setup/setup-link') => require('./setup/setup-link'),
  integrations: (): typeof import('./integrations/integrations') => require('./integrations/integrations'),
  readLogs: (): typeof import('./log-search/read-logs') => require('./log-search/read-logs'),
  whoAsks: (): typeof import('./log-search/who-asks') => require('./log-search/who-asks'),
  whoHeld: (): typeof import('./log-search/who-held') => require('./log-search/who-held'),
  doctor: (): typeof import('./doctor/doctor') => require('./doctor/doctor'),
  openPages: (): typeof import('./operator-pages/open-pages') => require('./operator-pages/open-pages'),
  appStatus: (): typeof import('./setup/app-status') => require('./setup/app-status'),
  listInstallations: (): typeof import('./installations/list-installations') =>
    require('./installations/list-installations'),
};
