import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleWithWebIdentityCommand, type Credentials } from '@aws-sdk/client-sts';
import { administrator } from './deployment';
import { environmentFor } from './operations-tool';
import { runInShell, saveEnvironment } from './reader-shell';

const issuer = 'token.actions.githubusercontent.com';
const main = { sub: 'repo:octo-org/my-bot:ref:refs/heads/main', repository_id: '456789' };

/** Does what the workflow does: takes the role that the page has deployed, by what GitHub says of a job of main, and deploys with nothing else. */
export async function deployAsJob(folder: string): Promise<void> {
  const deployed = JSON.parse(readFileSync(join(folder, 'deploy-role.json'), 'utf8'));
  const RoleArn: string = deployed['deploy-role'].DeployRoleArn;
  const taken = async (claims: Readonly<Record<string, string>>): Promise<Credentials> => {
    const WebIdentityToken = tokenOf({ iss: `https://${issuer}`, aud: 'sts.amazonaws.com', ...claims });
    const asking = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'job', WebIdentityToken });
    const { Credentials: given } = await administrator.sts.send(asking);
    if (!given) throw new Error('The role was taken without credentials.');
    return given;
  };
  for (const others of [
    { ...main, sub: 'repo:octo-org/my-bot:ref:refs/heads/feature' },
    { ...main, sub: 'repo:octo-org/my-bot:pull_request' },
    { ...main, repository_id: '456788' },
    { ...main, aud: 'https://github.com/octo-org' },
  ])
    await expect(taken(others)).rejects.toMatchObject({ name: 'AccessDenied' });
  await taken(main);
  const job = await taken({ ...main, sub: 'repo:octo-org@123456/my-bot@456789:ref:refs/heads/main' });

  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken } = job;
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  saveEnvironment(folder, environmentFor(identity));
  const itself = await runInShell(folder, 'aws dynamodb list-tables');
  expect(itself.output).toContain('AccessDenied');
  const { code, output } = await runInShell(folder, 'npx cdk deploy --require-approval never');
  expect({ code, ...(code !== 0 && { output }) }).toEqual({ code: 0 });
}

/** What GitHub signs for a job. The local AWS does not look at the signature. */
function tokenOf(claims: object): string {
  const [head, body] = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${head}.${body}.c2lnbmVk`;
}
