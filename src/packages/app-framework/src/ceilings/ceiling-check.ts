import type { Caller } from '../api/caller';
import { recordNames } from './record-name';

/** Parts of a deployment that callers with a ceiling must reach through the URLs of its functions only. */
export interface DeploymentParts {
  readonly appTableName: string;
  readonly ceilingPath: string;
  readonly region: string;
  readonly partition: string;
  readonly account: string;
  readonly appTokenFunctionArn: string;
  readonly installationTokenFunctionArn: string;
  readonly functionRoleArns: readonly string[];
  readonly tokenTableArn: string;
  readonly tokenKeyArn: string;
  readonly signingKeyArns: readonly string[];
}

/** What IAM is asked about a caller: whether one of the actions is allowed on one of the resources. */
export interface Question {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

/** A question that IAM answered with yes. */
export interface Allowed {
  readonly action: string;
  readonly resource: string;
}

export interface CeilingCheckCollaborators {
  /** Names of the records of a deployment, below its path. */
  readonly recordNames: (path: string) => Promise<readonly string[]>;
  /** ARN of a role or user; absent where there is none of that name. */
  readonly arnOf: (caller: LimitedCaller) => Promise<string | undefined>;
  /** What IAM would allow of it to the principal, by all of its policies. */
  readonly simulate: (principalArn: string, question: Question) => Promise<readonly Allowed[]>;
}

export type LimitedCaller = Required<Pick<Caller, 'account' | 'name'>> & { readonly kind: 'role' | 'user' };

/** A caller with a ceiling, and why it would not hold. */
export interface CheckedCaller extends LimitedCaller {
  readonly state: 'holds' | 'would not hold' | 'no such caller' | 'not checked: another account';
  readonly findings: readonly (Allowed & { readonly because: string })[];
}

/**
 * Asks IAM, for every caller with a ceiling in a deployment, whether it may do what would lift that ceiling. IAM answers by all policies of
 * the principal, wherever they were made, and not by those of resources.
 */
export function createCeilingCheck({ recordNames, arnOf, simulate }: CeilingCheckCollaborators) {
  const check = async (caller: LimitedCaller, parts: DeploymentParts): Promise<CheckedCaller> => {
    if (caller.account !== parts.account) return { ...caller, state: 'not checked: another account', findings: [] };
    const arn = await arnOf(caller);
    if (arn === undefined) return { ...caller, state: 'no such caller', findings: [] };
    const findings: CheckedCaller['findings'][number][] = [];
    for (const { because, all } of rightsThatLift(parts, { ...caller, arn })) {
      const answers: Allowed[][] = [];
      for (const question of all) answers.push([...(await simulate(arn, question))]);
      if (answers.every((allowed) => allowed.length > 0)) {
        findings.push(...answers.flat().map((allowed) => ({ ...allowed, because })));
      }
    }
    return { ...caller, state: findings.length > 0 ? 'would not hold' : 'holds', findings };
  };

  return async (parts: DeploymentParts): Promise<CheckedCaller[]> => {
    const checked: CheckedCaller[] = [];
    for (const spellings of callersOf(await recordNames(parts.ceilingPath))) {
      const states: CheckedCaller[] = [];
      for (const caller of spellings) states.push(await check(caller, parts));
      const found = states.find(({ state }) => state !== 'no such caller') ?? states[0];
      if (found) checked.push(found);
    }
    return checked;
  };
}

/** Each caller once, in all letter cases that there are records for: of an imported one the real case is not known. */
function callersOf(names: readonly string[]): LimitedCaller[][] {
  const byName = new Map<string, LimitedCaller[]>();
  for (const caller of names.flatMap((name) => callerOfRecord(name) ?? [])) {
    const key = `${caller.account}/${caller.kind}/${caller.name.toLowerCase()}`;
    byName.set(key, [...(byName.get(key) ?? []), caller]);
  }
  return [...byName.values()];
}

/** The other way round than `recordName`. */
export function callerOfRecord(name: string): LimitedCaller | undefined {
  const [, account, kind, hex, file] = /^(\d+)\/(role|user)(\.hex)?\/([^/]+)$/.exec(name) ?? [];
  if (account === undefined || file === undefined) return undefined;
  const plain = hex ? Buffer.from(file, 'hex').toString() : file;
  return { account, kind: kind === 'role' ? 'role' : 'user', name: plain };
}

/**
 * The rights that constructs refuse at synth, asked about the parts as they are deployed, and about the caller itself: a policy may name
 * nothing but its own role or ceiling. All questions of one must be answered with yes.
 */
function rightsThatLift(
  parts: DeploymentParts,
  caller: LimitedCaller & { readonly arn: string },
): { readonly because: string; readonly all: readonly Question[] }[] {
  const { partition, account, region, tokenTableArn } = parts;
  const tokenFunctions = [parts.appTokenFunctionArn, parts.installationTokenFunctionArn];
  const ask = (
    actions: readonly string[],
    resources: readonly string[],
    context: Readonly<Record<string, string>> = {},
  ): Question => ({ actions, resources, context });
  const elsewhere = `arn:${partition}:iam::${account}`;
  const rights = [
    {
      because: 'who signs as an App makes any token',
      all: [
        ask(['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy'], parts.signingKeyArns, {
          'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true',
          'aws:ResourceTag/Status': 'Active',
          'aws:ResourceTag/AppTable': parts.appTableName,
          'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
      ],
    },
    {
      because: 'who invokes a token function without its URL says itself who calls',
      all: [ask(['lambda:InvokeFunction'], tokenFunctions, { 'lambda:InvokedViaFunctionUrl': 'false' })],
    },
    {
      because: 'an App token makes any installation token',
      all: [
        ask(['lambda:InvokeFunctionUrl'], [parts.appTokenFunctionArn], { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }),
      ],
    },
    {
      because: 'who changes a token function changes what it gives',
      all: [
        ask(
          [
            'lambda:UpdateFunctionCode',
            'lambda:UpdateFunctionConfiguration',
            'lambda:UpdateFunctionUrlConfig',
            'lambda:AddPermission',
          ],
          tokenFunctions,
        ),
      ],
    },
    {
      because: 'ceilings are kept in these parameters',
      all: [
        ask(
          ['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'],
          ['any', ...recordNames(caller)].map(
            (name) => `arn:${partition}:ssm:${region}:${account}:parameter${parts.ceilingPath}/${name}`,
          ),
        ),
      ],
    },
    {
      because: 'budgets are counted in the token table',
      all: [
        ask(
          ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
          [tokenTableArn],
        ),
      ],
    },
    {
      because: 'the live tokens of everybody are in the token table, and its key opens them',
      all: [
        ask(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'], [tokenTableArn]),
        ask(['kms:Decrypt'], [parts.tokenKeyArn]),
      ],
    },
    {
      because: 'who changes rights gives itself those that it lacks',
      all: [
        ask(
          ['iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'],
          [`${elsewhere}:role/any`, ...parts.functionRoleArns],
        ),
      ],
    },
    {
      because: 'it may give itself whatever right it lacks',
      all: [
        ask(
          caller.kind === 'role'
            ? ['iam:PutRolePolicy', 'iam:AttachRolePolicy']
            : ['iam:PutUserPolicy', 'iam:AttachUserPolicy'],
          [caller.arn],
        ),
      ],
    },
    {
      because: 'who changes rights gives itself those that it lacks',
      all: [ask(['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'], [`${elsewhere}:policy/any`])],
    },
    {
      because: 'who changes rights gives itself those that it lacks',
      all: [ask(['iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'], [`${elsewhere}:user/any`])],
    },
    {
      because: 'a function of its own with the role of a token function signs as every App',
      all: [ask(['iam:PassRole'], parts.functionRoleArns, { 'iam:PassedToService': 'lambda.amazonaws.com' })],
    },
  ];
  // IAM takes no question without a resource to mean none: it would mean all.
  return rights.filter(({ all }) => all.every(({ resources }) => resources.length > 0));
}
