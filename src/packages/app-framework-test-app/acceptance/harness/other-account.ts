import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { region } from './deployment';
import type { Identity } from './identities';
import { recordSecret } from './record';

/** An account that the deployment is not in. */
export const otherAccount = '111111111111';

// The local AWS lets the root key of an account through, and takes the account's number for one.
const credentials = { accessKeyId: otherAccount, secretAccessKey: 'test' };
const iam = new IAMClient({ region, credentials });
const sts = new STSClient({ region, credentials });
const made: string[] = [];

afterAll(async () => {
  for (const RoleName of made) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'given' }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  }
});

/** A session of a new role of the other account, which allows it these actions on everything. Removed after the test file. */
export async function sessionElsewhere(RoleName: string, actions: readonly string[]): Promise<Identity> {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${otherAccount}:root` } };
  const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  made.push(RoleName);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'given', PolicyDocument: document(statement) }));
  const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'acceptance' }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials ?? {};
  const arn = assumed.AssumedRoleUser?.Arn;
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !arn) throw new Error(`There is no session of ${RoleName}.`);
  recordSecret(SecretAccessKey, SessionToken);
  return { arn, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
