import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { AttachedStatement } from './attached-policies.construct';
import type { LimitedGrantee } from './limited-grantee.construct';
import { field, listOf, overlap, overlapArns, patternOf, plain } from './policy-text.construct';

/** Parts of a deployment that a caller with a ceiling must not reach past its functions' URLs. */
export interface ProtectedParts {
  readonly appTokenFunction: LambdaFunction;
  readonly installationTokenFunction: LambdaFunction;
  readonly tokenTable: ITable;
  readonly tokenKey: IKey;
}

/** What would lift a ceiling: any of the actions on any of the targets. */
interface LiftingRight {
  readonly actions: readonly string[];
  /** Patterns of ARNs, for things that have no name before they are there. */
  readonly targets: readonly string[];
  readonly because: string;
  /** Conditions, in lower case, under which it is another right. */
  readonly unless?: readonly string[];
  /** Lifts only together with it. */
  readonly with?: Omit<LiftingRight, 'because'>;
}

/** A ceiling: whose it is, and the path of the deployment's records. */
export interface HeldCeiling {
  readonly grantee: LimitedGrantee;
  readonly path: string;
}

/** Why the statements would lift a ceiling; absent where none does. */
export function liftedBy(
  statements: readonly AttachedStatement[],
  parts: ProtectedParts,
  ceiling: HeldCeiling,
): string | undefined {
  for (const right of liftingRights(parts, ceiling)) {
    const found = right.actions.flatMap((action) => allowing(statements, right, action) ?? [])[0];
    const second = right.with;
    const isWhole = !second || second.actions.some((action) => allowing(statements, second, action));
    if (found && isWhole)
      return `its policy allows ${actionsOf(found.statement)} (${found.origin}), and ${right.because}`;
  }
  return undefined;
}

function liftingRights(parts: ProtectedParts, { grantee, path }: HeldCeiling): LiftingRight[] {
  const { appTokenFunction, installationTokenFunction, tokenTable, tokenKey } = parts;
  const tokenFunctions = [appTokenFunction, installationTokenFunction].flatMap((fn) =>
    arnsOf(fn, fn.functionArn, 'lambda', 'function:'),
  );
  const place = Stack.of(tokenTable);
  const arn = (service: string, rest: string) =>
    patternOf(`arn:⟦AWS::Partition⟧:${service}:⟦AWS::Region⟧:⟦AWS::AccountId⟧:${rest}`, place);
  const iamArn = (rest: string) => patternOf(`arn:⟦AWS::Partition⟧:iam::⟦AWS::AccountId⟧:${rest}`, place);
  const table = arnsOf(tokenTable, tokenTable.tableArn, 'dynamodb', 'table/');
  const elsewhere = ['role', 'user', 'group', 'policy'].map((kind) => iamArn(`${kind}/${unknownName}`));
  const functionRoles = [appTokenFunction, installationTokenFunction].flatMap(({ role }) =>
    role ? arnsOf(role, role.roleArn, 'iam', 'role/') : [],
  );
  return [
    {
      actions: ['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy'],
      targets: [arn('kms', `key/${unknownName}`)],
      unless: ['kms:viaservice', 'kms:grantisforawsresource'],
      because: 'who signs as an App makes any token',
    },
    {
      actions: ['lambda:InvokeFunction', 'lambda:InvokeAsync'],
      targets: tokenFunctions,
      unless: ['lambda:invokedviafunctionurl'],
      because: 'who invokes a token function without its URL says itself who calls',
    },
    {
      actions: ['lambda:InvokeFunctionUrl'],
      targets: arnsOf(appTokenFunction, appTokenFunction.functionArn, 'lambda', 'function:'),
      because: 'an App token makes any installation token',
    },
    {
      actions: [
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        'lambda:UpdateFunctionUrlConfig',
        'lambda:AddPermission',
      ],
      targets: tokenFunctions,
      because: 'who changes a token function changes what it gives',
    },
    {
      actions: ['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'],
      // Of one by its name, too: it may be the caller's own.
      targets: [arn('ssm', `parameter${path}/${unknownName}`), arn('ssm', `parameter${path}/*`)],
      because: 'ceilings are kept in these parameters',
    },
    {
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      targets: table,
      because: 'budgets are counted in the token table',
    },
    {
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      targets: table,
      because: 'it may decrypt with the token key, which opens the live tokens of everybody in the token table',
      with: {
        actions: ['kms:Decrypt'],
        targets: [...arnsOf(tokenKey, tokenKey.keyArn, 'kms', 'key/'), arn('kms', `key/${unknownName}`)],
        unless: ['kms:viaservice'],
      },
    },
    {
      actions: [
        ...['Role', 'User', 'Group'].flatMap((kind) => [`iam:Put${kind}Policy`, `iam:Attach${kind}Policy`]),
        ...['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:AddUserToGroup'],
        ...['iam:CreateAccessKey', 'iam:UpdateLoginProfile', 'iam:CreateLoginProfile', 'iam:UpdateAssumeRolePolicy'],
      ],
      targets: [...elsewhere, ...functionRoles],
      because: 'who changes rights gives itself those that it lacks',
    },
    {
      actions:
        grantee.kind === 'role'
          ? ['iam:PutRolePolicy', 'iam:AttachRolePolicy']
          : ['iam:PutUserPolicy', 'iam:AttachUserPolicy'],
      targets: ownArns(grantee),
      because: 'it may give itself whatever right it lacks',
    },
    {
      actions: ['iam:PassRole'],
      targets: functionRoles,
      unless: ['iam:passedtoservice'],
      because: 'a function of its own with the role of a token function signs as every App',
    },
  ];
}

/** The statement that allows it, where none denies it. */
function allowing(
  statements: readonly AttachedStatement[],
  { targets, unless = [] }: Omit<LiftingRight, 'because'>,
  action: string,
): AttachedStatement | undefined {
  const about = (effect: string, target: string) =>
    statements.filter(({ statement, stack }) => {
      if (field(statement, 'Effect') !== effect) return false;
      const isConditional = effect === 'Deny' ? conditionsOf(statement).length > 0 : isExcused(statement, unless);
      return (
        !isConditional &&
        covers(statement, 'Action', action.toLowerCase(), stack) &&
        covers(statement, 'Resource', target, stack)
      );
    });
  const open = targets.filter((target) => about('Deny', target).length === 0);
  return open.flatMap((target) => about('Allow', target))[0];
}

function covers(statement: unknown, element: 'Action' | 'Resource', wanted: string, stack: Stack): boolean {
  const isNamed = (names: unknown) =>
    listOf(names)
      .map((name) => patternOf(name, stack))
      .some((name) => (element === 'Action' ? overlap(name.toLowerCase(), wanted) : overlapArns(name, wanted)));
  const [names, others] = [field(statement, element), field(statement, `Not${element}`)];
  return names === undefined ? others !== undefined && !isNamed(others) : isNamed(names);
}

/** A condition that makes it another right: only through the URL, only by or for another service than Lambda. */
function isExcused(statement: unknown, unless: readonly string[]): boolean {
  const isOther = (value: unknown) => !/^(false|\*|lambda\..*)$/i.test(String(value));
  return conditionsOf(statement).some(([key, value]) => unless.includes(key) && listOf(value).every(isOther));
}

function conditionsOf(statement: unknown): [string, unknown][] {
  const condition = field(statement, 'Condition') ?? {};
  return Object.values(condition).flatMap((keys: unknown) =>
    Object.entries(typeof keys === 'object' && keys !== null ? keys : {}).map(([key, value]): [string, unknown] => [
      key.toLowerCase(),
      value,
    ]),
  );
}

function actionsOf(statement: unknown): string {
  const actions = listOf(field(statement, 'Action'));
  return actions.length > 0 ? actions.join(', ') : `all but ${listOf(field(statement, 'NotAction')).join(', ')}`;
}

/** How policies may name the caller itself. */
function ownArns({ principal, kind, name, account }: LimitedGrantee): string[] {
  const arn = 'roleArn' in principal ? principal.roleArn : principal.userArn;
  const place = Token.isUnresolved(account) ? '*' : account;
  return [
    patternOf(plain(arn, principal), Stack.of(principal)),
    ...(Token.isUnresolved(name) ? [] : [`arn:*:iam::${place}:${kind}/${name}`]),
  ];
}

/** Stands for a name that AWS will make up, or that nobody knows yet: only wildcards match it. */
const unknownName = '⟦unknown⟧';

/** How policies may name a part: by reference, or by a pattern that its name will match, which begins with those of stack and part. */
function arnsOf(part: IConstruct, reference: string, service: string, prefix: string): string[] {
  const stack = Stack.of(part);
  let root = stack;
  while (root.nestedStackParent) root = root.nestedStackParent;
  const element = part.node.defaultChild;
  const logicalId = CfnElement.isCfnElement(element) ? stack.getLogicalId(element) : '';
  const name = `${root.stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${unknownName}`;
  const place = service === 'iam' ? '::⟦AWS::AccountId⟧' : ':⟦AWS::Region⟧:⟦AWS::AccountId⟧';
  const byReference = patternOf(plain(reference, part), stack);
  const byName = patternOf(`arn:⟦AWS::Partition⟧:${service}${place}:${prefix}${name}`, stack);
  // With the version of a function, or an index of a table.
  return [byReference, byName].flatMap((arn) => [arn, `${arn}:${unknownName}`, `${arn}/index/${unknownName}`]);
}
