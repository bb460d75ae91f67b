import { github, type javascript } from 'projen';

const { JobPermission } = github.workflows;

// Tags, not SHAs: a SHA belongs here only after somebody has compared it with the action's release.
const actions = {
  checkout: 'actions/checkout@v5',
  node: 'actions/setup-node@v5',
  python: 'actions/setup-python@v6',
  upload: 'actions/upload-artifact@v4',
  download: 'actions/download-artifact@v5',
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
    audit: {
      name: 'nothing that we depend on is known to be weak',
      runsOn: ['ubuntu-latest'],
      permissions: readOnly,
      timeoutMinutes: 10,
      steps: [
        checkOut,
        setUpNode('24'),
        { name: 'Ask', run: 'node .yarn/releases/yarn-4.18.1.cjs npm audit --all --recursive --severity high' },
      ],
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
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
  const env = { TAG: '${{ github.ref_name }}' };
  const packed = { name: 'release', path: '.cache/release/' };
  workflow.addJobs({
    pack: {
      runsOn: ['ubuntu-latest'],
      permissions: readOnly,
      timeoutMinutes: 60,
      steps: [
        { ...checkOut, with: { ...checkOut.with, 'fetch-depth': 0 } },
        setUpNode('24'),
        setUpPython,
        { name: 'Take the version', run: 'node tasks/set-version.mjs "$TAG"', env },
        { name: 'Test what is published', run: 'npm test' },
        { name: 'Pack what was tested', run: 'node tasks/pack-release.mjs "$TAG"', env },
        { name: 'Tell what changed', run: 'npx --yes git-cliff@2.14.2 --latest --strip all > .cache/release/notes.md' },
        { uses: actions.upload, with: { ...packed, 'if-no-files-found': 'error', 'include-hidden-files': true } },
      ],
    },
    // By itself, for what is installed and tested above runs other people's code, which shall not hold the right to publish.
    publish: {
      needs: ['pack'],
      runsOn: ['ubuntu-latest'],
      // Provenance and trusted publishing need a token of the workflow's own identity; no npm token is stored anywhere.
      permissions: { contents: JobPermission.WRITE, idToken: JobPermission.WRITE },
      environment: 'release',
      timeoutMinutes: 20,
      steps: [
        checkOut,
        setUpNode('24'),
        { uses: actions.download, with: packed },
        { name: 'Publish', run: 'node tasks/publish.mjs' },
        {
          name: 'Release',
          run: 'gh release create "$TAG" --verify-tag --notes-file .cache/release/notes.md .cache/release/*.tgz .cache/release/*.cdx.json',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
          env: { ...env, GH_TOKEN: '${{ github.token }}' },
        },
      ],
    },
  });
}
