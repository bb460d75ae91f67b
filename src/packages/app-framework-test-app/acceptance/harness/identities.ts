import { randomBytes } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { administrator, outputs, type outputs as stackOutputs } from './deployment';
import { eventually } from './eventually';
import { listAt } from './json';
import { recordSecret } from './record';

/** Credentials of one principal, and its ARN as AWS shows it to those that it calls. */
export interface Identity {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type RoleName = Extract<keyof typeof stackOutputs, `${string}Role`>;
type Statement = Readonly<Record<string, unknown>>;

const { iam, sts } = administrator;
const sessions = new Map<string, Promise<Identity>>();
const undo: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** A session of a role that the stack put out; one a test file. */
export function roleSession(role: RoleName): Promise<Identity> {
  return sessionOf(outputs[role]);
}

/** A session of any role; one a test file. */
export function sessionOf(roleArn: string): Promise<Identity> {
  const known = sessions.get(roleArn);
  if (known !== undefined) return known;
  const made = assume(roleArn);
  sessions.set(roleArn, made);
  return made;
}

async function assume(roleArn: string): Promise<Identity> {
  // A role that was made a moment ago cannot be assumed at once in a real account.
  const { Credentials, AssumedRoleUser } = await eventually({ what: `a session of ${roleArn}` }, () =>
    sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: `acceptance-${name()}` })).catch(notYetAllowed),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !AssumedRoleUser?.Arn) {
    throw new Error(`AssumeRole of ${roleArn} gave no credentials.`);
  }
  recordSecret(SecretAccessKey, SessionToken);
  return {
    arn: AssumedRoleUser.Arn,
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}

function notYetAllowed(error: unknown): undefined {
  if (error instanceof Error && /AccessDenied/.test(error.name)) return undefined;
  throw error;
}

/** A new IAM user whose only policy can be changed. Removed after the test file. */
export async function givenUser(statements: readonly Statement[]) {
  const UserName = `acceptance-${name()}`;
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  undo.push(() => iam.send(new DeleteUserCommand({ UserName })));
  const policy = { UserName, PolicyName: 'given' };
  const allow = (granted: readonly Statement[]) =>
    iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: documentOf(granted) }));
  // IAM takes no empty policy: nothing granted is no policy at all.
  if (statements.length > 0) {
    await allow(statements);
    undo.push(() => iam.send(new DeleteUserPolicyCommand(policy)));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId, SecretAccessKey } = AccessKey ?? {};
  if (!User?.Arn || !AccessKeyId || !SecretAccessKey) throw new Error(`IAM made no access key for ${UserName}.`);
  undo.push(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  recordSecret(SecretAccessKey);
  return { arn: User.Arn, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, allow };
}

/** A session of a new role that may do what another may, but for the statements given. Removed after the test file. */
export async function sessionLike(roleArn: string, but: readonly Statement[] = []): Promise<Identity> {
  const RoleName = `Acceptance-${name()}`;
  const { Arn: ours } = await sts.send(new GetCallerIdentityCommand({}));
  const account = ours?.split(':')[4];
  const partition = ours?.split(':')[1];
  const trust = [
    { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'sts:AssumeRole' },
  ];
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: documentOf(trust) }));
  undo.push(() => iam.send(new DeleteRoleCommand({ RoleName })));
  const policy = { RoleName, PolicyName: 'given' };
  const statements = [...(await statementsOf(roleArn)), ...but];
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: documentOf(statements) }));
  undo.push(() => iam.send(new DeleteRolePolicyCommand(policy)));
  if (!Role?.Arn) throw new Error(`IAM made no role ${RoleName}.`);
  return sessionOf(Role.Arn);
}

async function statementsOf(roleArn: string): Promise<Statement[]> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const managed = await Promise.all(AttachedPolicies.map(({ PolicyArn }) => managedPolicy(PolicyArn)));
  return [...documents.map(({ PolicyDocument }) => PolicyDocument), ...managed].flatMap((document) =>
    listAt(JSON.parse(decodeURIComponent(document ?? '{}')), 'Statement').filter(isStatement),
  );
}

async function managedPolicy(PolicyArn: string | undefined): Promise<string | undefined> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  return PolicyVersion?.Document;
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null;
}

function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function name(): string {
  return randomBytes(6).toString('hex');
}
