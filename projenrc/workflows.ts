import { github, type javascript } from 'projen';

const { JobPermission } = github.workflows;

// Tags, not SHAs: a SHA belongs here only after somebody has compared it with the action's release.
const actions = {
  checkout: 'actions/checkout@v5',
  node: 'actions/setup-node@v5',
  python: 'actions/setup-python@v6',
};

const readOnly = { contents: JobPermission.READ };

const checkOut = { uses: actions.checkout, with: { 'persist-credentials': false } };
const setUpNode = (version: string) => ({
  uses: actions.node,
  with: { 'node-version': version, 'package-manager-cache': false },
});
const setUpPython = { uses: actions.python, with: { 'python-version': '3.12' } };

/** What GitHub runs: tests on pull requests, releases from tags, and updates of what we depend on. */
export function addWorkflows(root: javascript.NodeProject): void {
  if (!root.github) throw new Error('the root has no GitHub component');
  addBuild(root.github);
  addRelease(root.github);
  new github.Dependabot(root.github, {
    scheduleInterval: github.DependabotScheduleInterval.WEEKLY,
    groups: { aws: { patterns: ['@aws-sdk/*', '@smithy/*'] }, octokit: { patterns: ['@octokit/*'] } },
    ignoreProjen: false,
  });
}

function addBuild(gh: github.GitHub): void {
  const workflow = gh.addWorkflow('build');
  workflow.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
  workflow.addJobs({
    test: {
      runsOn: ['ubuntu-latest'],
      permissions: readOnly,
      timeoutMinutes: 45,
      strategy: { failFast: false, matrix: { domain: { node: ['20.19', '22', '24'] } } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
      steps: [checkOut, setUpNode('${{ matrix.node }}'), setUpPython, { name: 'Test', run: 'npm test' }],
    },
    mutation: {
      name: 'generated files are committed',
      runsOn: ['ubuntu-latest'],
      permissions: readOnly,
      timeoutMinutes: 20,
      steps: [
        checkOut,
        setUpNode('24'),
        { name: 'Install', run: 'node .yarn/releases/yarn-4.18.1.cjs install --immutable' },
        { name: 'Synthesize', run: 'npm run projen' },
        { name: 'Format', run: 'npm run lint:fix' },
        { name: 'Find changes', run: 'git add --all && git diff --cached --exit-code' },
      ],
    },
  });
}

function addRelease(gh: github.GitHub): void {
  const workflow = gh.addWorkflow('release');
  workflow.on({ push: { tags: ['v*'] } });
  workflow.addJobs({
    publish: {
      runsOn: ['ubuntu-latest'],
      // Provenance and trusted publishing need a token of the workflow's own identity; no npm token is stored anywhere.
      permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
      environment: 'release',
      timeoutMinutes: 60,
      steps: [
        checkOut,
        setUpNode('24'),
        setUpPython,
        { name: 'Test what is published', run: 'npm test' },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
        { name: 'Publish', run: 'node tasks/publish.mjs "$TAG"', env: { TAG: '${{ github.ref_name }}' } },
      ],
    },
  });
}
