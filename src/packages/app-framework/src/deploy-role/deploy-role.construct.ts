import { Stack } from 'aws-cdk-lib';
import { OpenIdConnectPrincipal, OpenIdConnectProvider, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Who may deploy. */
export interface DeployRoleProps {
  /** Repository whose workflow deploys, `owner/name`, as GitHub spells it. */
  readonly repository: string;
  /**
   * Ids of the repository and of its owner, as `gh api repos/OWNER/NAME --jq '.id, .owner.id'` prints them: whoever takes over the names deploys nothing.
   */
  readonly repositoryId: number;
  readonly ownerId: number;
  /**
   * Whose jobs deploy: those of a branch, or those of a deployment environment, whatever branch they run on.
   * @default the branch main
   */
  readonly from?: { readonly branch: string } | { readonly environment: string };
  /**
   * Qualifier of the CDK's bootstrap, whose roles do the work.
   * @default hnb659fds
   */
  readonly bootstrapQualifier?: string;
}

const issuer = 'token.actions.githubusercontent.com';

/**
 * The role with which a workflow of GitHub Actions deploys by the CDK, without a stored key: it may assume the roles of the CDK's bootstrap and do
 * nothing itself. GitHub names repositories by their names alone or, since 2026, new and renamed ones by names and ids
 * (https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/): it trusts both, of this repository's id
 * only (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif). The account must have
 * GitHub's OIDC provider, which exists once for all.
 */
export class DeployRole extends Role {
  /** @throws Error for what is no repository, id, branch or environment */
  constructor(scope: Construct, id: string, props: DeployRoleProps) {
    const inAccount = (resource: string, resourceName: string) =>
      Stack.of(scope).formatArn({ service: 'iam', region: '', resource, resourceName });
    super(scope, id, {
      description: `Deploys by the CDK, for GitHub Actions in ${props.repository}`,
      assumedBy: new OpenIdConnectPrincipal(
        OpenIdConnectProvider.fromOpenIdConnectProviderArn(scope, `${id}Provider`, inAccount('oidc-provider', issuer)),
        {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: subjectsOf(props),
            [`${issuer}:repository_id`]: String(props.repositoryId),
          },
        },
      ),
    });
    const { bootstrapQualifier = 'hnb659fds' } = props;
    this.addToPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: [inAccount('role', `cdk-${bootstrapQualifier}-*`)],
      }),
    );
  }
}

/** Both forms in which GitHub says whose job it is. */
function subjectsOf({ repository, repositoryId, ownerId, from = { branch: 'main' } }: DeployRoleProps): string[] {
  const [owner = '', name = '', ...rest] = repository.split('/');
  if (!/^[\w-]+$/.test(owner) || !/^[\w.-]+$/.test(name) || rest.length > 0)
    throw new Error(`"${repository}" is no repository: give owner/name, such as octo-org/my-bot.`);
  for (const one of [repositoryId, ownerId])
    if (!Number.isSafeInteger(one) || one <= 0) throw new Error(`${one} is no id of GitHub's: give a whole number.`);
  const who = 'branch' in from ? `ref:refs/heads/${from.branch}` : `environment:${escaped(from.environment)}`;
  if (/[*?\s]|:$|\/$/.test(who)) throw new Error(`"${who}" names no single branch or environment.`);
  return [`repo:${owner}/${name}:${who}`, `repo:${owner}@${ownerId}/${name}@${repositoryId}:${who}`];
}

/** GitHub escapes it so that a name cannot speak for another part of the subject. */
function escaped(environment: string): string {
  return environment.replaceAll(':', '%3A');
}
