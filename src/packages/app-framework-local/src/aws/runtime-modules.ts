import { mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * A folder for `NODE_PATH` with what Lambda's Node.js runtimes bring along and no more: the AWS SDK. The functions that the CDK adds for
 * buckets rely on it, and so do those that were bundled without it.
 */
export async function linkRuntimeModules(folder: string): Promise<string> {
  const client = require.resolve('@aws-sdk/client-s3/package.json');
  const scopes = {
    '@aws-sdk': dirname(dirname(client)),
    '@smithy': dirname(dirname(createRequire(client).resolve('@smithy/core/package.json'))),
  };
  await mkdir(folder, { recursive: true });
  for (const [scope, target] of Object.entries(scopes)) await symlink(target, join(folder, scope));
  return folder;
}
