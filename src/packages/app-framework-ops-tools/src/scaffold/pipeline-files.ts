import { unbarred } from './unbarred';

const framework = '@aws/app-framework-for-github-apps-on-aws';

/** What deploys a bot from GitHub: a workflow, and the role that it takes in the account. */
export function pipelineFiles(name: string) {
  return { '.github/workflows/deploy.yml': workflow, 'src/deploy-role.ts': roleFile(name) };
}

const expression = (text: string) => `\${{ ${text} }}`;

const workflow = `# Deploys main. Back to an earlier commit: "Run workflow", with its SHA.
name: deploy
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      commit:
        description: Commit to deploy, such as the one before a fault
        required: false
permissions:
  contents: read
  id-token: write
# One after the other: two deployments of one stack stand in each other's way.
concurrency: deploy
jobs:
  deploy:
    # The role trusts jobs of main alone, and none is deployed from elsewhere.
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v5
        with:
          ref: ${expression('inputs.commit || github.sha')}
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - uses: actions/setup-python@v6
        with:
          python-version: '3.12'
      - run: npm ci
      - run: npm test
      - uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: ${expression('vars.AWS_DEPLOY_ROLE_ARN')}
          aws-region: ${expression('vars.AWS_REGION')}
      - run: npm run deploy
`;

const roleFile = (name: string) =>
  unbarred(`|import { DeployRole } from '${framework}';
|import { App, CfnOutput, Stack } from 'aws-cdk-lib';
|
|// Deployed once, by hand: README.md says how.
|const app = new App();
|const stack = new Stack(app, '${name}-deploy-role');
|const told = (what: string) => app.node.getContext(what);
|
|const role = new DeployRole(stack, 'DeployRole', {
|  repository: told('repository'),
|  repositoryId: Number(told('repositoryId')),
|  ownerId: Number(told('ownerId')),
|});
|
|new CfnOutput(stack, 'DeployRoleArn', { value: role.roleArn });
`);

export const pipelineReadme = `## Deploy from GitHub

\`.github/workflows/deploy.yml\` deploys each commit of \`main\`, with a role instead of a stored key. Once, with your AWS
credentials, in an account that is [bootstrapped](https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html) and has
[GitHub's OIDC provider](https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws):

\`\`\`sh
gh api repos/OWNER/NAME --jq '.id, .owner.id'
npx cdk deploy --app 'npx tsx src/deploy-role.ts' -c repository=OWNER/NAME -c repositoryId=FIRST -c ownerId=SECOND
gh variable set AWS_DEPLOY_ROLE_ARN --body ARN
gh variable set AWS_REGION --body eu-central-1
\`\`\`

Back to an earlier commit: **Actions → deploy → Run workflow**, with its SHA. Tables, keys and what is in them stay as they are.
`;
