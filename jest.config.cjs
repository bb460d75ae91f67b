// Three projects: `unit` needs nothing, `contract` starts the local AWS, `acceptance` runs against a deployment named by the environment.
const esm = [
  '@octokit',
  'universal-user-agent',
  'universal-github-app-jwt',
  'before-after-hook',
  'toad-cache',
  'content-type',
  'json-with-bigint',
  'bottleneck',
  'agent-base',
  'https-proxy-agent',
  'proxy-from-env',
];

const cdk = ['aws-cdk-lib', 'constructs', 'cdk-nag'];

// The CDK checks each template that is synthesized, which takes seconds of every file's time and, by itself, only warns. The test of the whole
// example stack has it check, and fail.
process.env.CDK_VALIDATION = 'false';
// Nor does any test look at where a construct was made, which costs a quarter of a large synthesis. No variable of its own says so to an app.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });

const project = (name, patterns, { ignored = [], loadedOnce = cdk } = {}) => ({
  displayName: name,
  rootDir: __dirname,
  roots: ['<rootDir>/src', '<rootDir>/tasks', '<rootDir>/smithy'],
  testMatch: patterns.map((pattern) => `**/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', '/lib/', '/dist-', ...ignored],
  modulePathIgnorePatterns: ['/cdk.out/', '/assets/', '/lib/', '<rootDir>/.cache/'],
  testEnvironment: '<rootDir>/tasks/load-once.cjs',
  cacheDirectory: '<rootDir>/.cache/jest',
  globalSetup: '<rootDir>/tasks/temporary-folder.cjs',
  globalTeardown: '<rootDir>/tasks/end-of-run.cjs',
  setupFiles: ['quiet-logs', 'quick-keys', 'ended-contexts'].map((name) => `<rootDir>/tasks/${name}.cjs`),
  transform: {
    [`/node_modules/(${loadedOnce.join('|')})/.+\\.js$`]: '<rootDir>/tasks/load-once.cjs',
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${[...esm, ...loadedOnce].join('|')})/)`, '\\.yarn/'],
});

const harness = '<rootDir>/src/packages/app-framework-test-app/acceptance/harness';

module.exports = {
  // For what hangs. What only takes long, on a machine that is busy with other things, passes.
  testTimeout: 600_000,
  // What each file loaded stays with its worker: after hundreds of them it would have gigabytes to sweep, again and again.
  workerIdleMemoryLimit: '1GB',
  projects: [
    project('unit', ['*.test.ts'], { ignored: ['\\.contract\\.test\\.ts$', '\\.acceptance\\.test\\.ts$'] }),
    { ...project('contract', ['*.contract.test.ts']), globalSetup: '<rootDir>/tasks/contract-aws.cjs' },
    {
      ...project('acceptance', ['*.acceptance.test.ts'], { loadedOnce: ['puppeteer-core'] }),
      testEnvironment: `${harness}/telling-environment.cjs`,
      setupFilesAfterEnv: [`${harness}/tell-failures.ts`],
    },
  ],
};
