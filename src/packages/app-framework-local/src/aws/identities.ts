import { randomBytes } from 'node:crypto';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** Account of every local deployment. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Identity extends Credentials {
  readonly arn: string;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

export interface Identities {
  /** A new IAM user with this policy inline and nothing else. */
  createUser(policy: PolicyDocument): Promise<Identity>;
  /** A session of an hour of the role, whose trust policy must allow the account. */
  assumeRole(roleArn: string): Promise<Identity>;
}

// The root key of an account, which the emulator lets through unchecked: it makes the first user and is not used again.
const rootKey = (account: string): Credentials => ({
  accessKeyId: account === localAccount ? 'test' : account,
  secretAccessKey: 'test',
});
const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** The user that deploys: everything is allowed to it by a policy, so that resource policies and boundaries still count. */
export async function createAdministrator(endpoint: string, account = localAccount): Promise<Identity> {
  return createUserAs({ endpoint, credentials: rootKey(account), name: 'administrator', policy: everything });
}

/** Hands out users and role sessions, made by `administrator`. */
export function createIdentities({
  endpoint,
  administrator,
}: {
  endpoint: string;
  administrator: Credentials;
}): Identities {
  return {
    createUser: async (policy) =>
      createUserAs({ endpoint, credentials: administrator, name: `caller-${randomBytes(4).toString('hex')}`, policy }),
    assumeRole: async (roleArn) => {
      const sts = new STSClient({ endpoint, region: localRegion, credentials: administrator });
      const session = `local-${randomBytes(4).toString('hex')}`;
      const answer = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: session }));
      const {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
      } = answer.Credentials ?? {};
      if (!accessKeyId || !secretAccessKey || !sessionToken)
        throw new Error(`AssumeRole of ${roleArn} gave no credentials.`);
      return { accessKeyId, secretAccessKey, sessionToken, arn: answer.AssumedRoleUser?.Arn ?? roleArn };
    },
  };
}

interface NewUser {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly name: string;
  readonly policy: PolicyDocument;
}

async function createUserAs({ endpoint, credentials, name, policy }: NewUser): Promise<Identity> {
  const iam = new IAMClient({ endpoint, region: localRegion, credentials });
  const { User: user } = await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(
    new PutUserPolicyCommand({ UserName: name, PolicyName: 'given', PolicyDocument: JSON.stringify(policy) }),
  );
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  if (!user?.Arn || !key?.AccessKeyId || !key.SecretAccessKey)
    throw new Error(`IAM made no access key for user ${name}.`);
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey, arn: user.Arn };
}
