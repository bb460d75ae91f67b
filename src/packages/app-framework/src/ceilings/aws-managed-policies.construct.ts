/**
 * What AWS's own managed policies allow of the things that would lift a ceiling, for those that are attached to roles and people most
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */
const allowed: Readonly<Record<string, { readonly Action: string[] } | { readonly NotAction: string[] }>> = {
  AdministratorAccess: { Action: ['*'] },
  PowerUserAccess: { NotAction: ['iam:*', 'organizations:*', 'account:*'] },
  SystemAdministrator: { Action: ['lambda:InvokeFunction', 'lambda:Update*'] },
  IAMFullAccess: { Action: ['iam:*'] },
  AWSLambda_FullAccess: { Action: ['lambda:*'] },
  AWSLambdaFullAccess: { Action: ['lambda:*', 'dynamodb:*'] },
  AWSLambdaRole: { Action: ['lambda:InvokeFunction'] },
  AmazonSSMFullAccess: { Action: ['ssm:*'] },
  AmazonDynamoDBFullAccess: { Action: ['dynamodb:*'] },
  AmazonDynamoDBFullAccess_v2: { Action: ['dynamodb:*'] },
  AmazonDynamoDBReadOnlyAccess: {
    Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
  },
  ReadOnlyAccess: { Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'] },
};

/** The document of a policy of AWS's; absent for one that is not known here, and for those of the account. */
export function wellKnownPolicy(arn: string): { readonly name: string; readonly Statement: object } | undefined {
  const name = /:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? '';
  const actions = allowed[name];
  return actions && { name: `AWS's ${name}`, Statement: { Effect: 'Allow', Resource: '*', ...actions } };
}
