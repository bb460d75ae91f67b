/**
 * The commands, each loaded when it runs: the AWS SDK and Octokit are most of what this tool loads, and help needs neither. `require`, because
 * a dynamic `import` would want file extensions.
 */
export const load = {
  importPrivateKey: (): typeof import('./commands/import-private-key') => require('./commands/import-private-key'),
  retireKeys: (): typeof import('./commands/retire-keys') => require('./commands/retire-keys'),
  listKeys: (): typeof import('./commands/list-keys') => require('./commands/list-keys'),
  adoptKeys: (): typeof import('./commands/adopt-keys') => require('./commands/adopt-keys'),
  getTableName: (): typeof import('./commands/get-table-name') => require('./commands/get-table-name'),
  refresh: (): typeof import('./commands/refresh') => require('./commands/refresh'),
  getAppToken: (): typeof import('./commands/get-app-token') => require('./commands/get-app-token'),
  getInstallationToken: (): typeof import('./commands/get-installation-token') =>
    require('./commands/get-installation-token'),
  gitCredential: (): typeof import('./commands/git-credential') => require('./commands/git-credential'),
  revokeTokens: (): typeof import('./commands/revoke-tokens') => require('./commands/revoke-tokens'),
  listInstallations: (): typeof import('./commands/list-installations') => require('./commands/list-installations'),
};
