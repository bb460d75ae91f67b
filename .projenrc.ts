import { Monorepo } from './projenrc/monorepo';
import { tools } from './projenrc/tools';
import { awsClients, awsSdk, cdkLib, generatedClient, octokit, schemaLibraries } from './projenrc/versions';
import { compileTypeScript, WorkspacePackage } from './projenrc/workspace-package';

const client = '@aws/app-framework-for-github-apps-on-aws-client';
const framework = '@aws/app-framework-for-github-apps-on-aws';

/** A door of the framework that is there for `require` and for `import`. */
const door = (name: string) => ({
  import: { types: `./lib/${name}.d.mts`, default: `./lib/${name}.mjs` },
  require: { types: `./lib/${name}.d.ts`, default: `./lib/${name}.js` },
});

const root = new Monorepo({
  name: 'app-framework-for-github-apps-on-aws',
  scripts: {
    // The two commands that everybody starts with.
    demo: 'node tasks/demo.mjs',
    test: 'node tasks/test.mjs',
    // Inner loop: see CONTRIBUTING.md.
    build: 'node tasks/build.mjs',
    unit: 'node tasks/jest.mjs unit',
    acceptance: 'node tasks/acceptance.mjs',
    lint: 'biome check',
    'lint:fix': 'biome check --write',
    types: 'node tasks/types.mjs',
    local: 'node tasks/local.mjs',
    redeploy: 'node tasks/redeploy.mjs',
    reference: 'node tasks/reference.mjs',
    bench: 'node bench/run.mjs',
    generate: 'node smithy/generate.mjs',
    projen: 'projen',
  },
  devDeps: tools,
  resolutions: {
    // The newest of each is incomplete in the registry, or two of them do not fit together: see docs/decisions.
    'unrs-resolver': '1.12.2',
    '@smithy/types': '^4.20.0',
  },
});

new WorkspacePackage(root, {
  folder: 'app-framework-client',
  name: client,
  description: 'Client of the App Framework for GitHub Apps on AWS, generated from its Smithy model',
  published: true,
  deps: generatedClient,
  outDir: 'dist-types',
  scripts: { compile: `${compileTypeScript} && node build/build-client.mjs` },
  manifest: {
    main: 'dist-cjs/index.js',
    module: 'dist-es/index.mjs',
    types: 'dist-types/index.d.ts',
    exports: {
      '.': {
        import: { types: './dist-es/index.d.mts', default: './dist-es/index.mjs' },
        require: { types: './dist-types/index.d.ts', default: './dist-cjs/index.js' },
      },
      './model.json': './model.json',
      './package.json': './package.json',
    },
    files: ['dist-*/**/*.js', 'dist-*/**/*.mjs', 'dist-*/**/*.d.ts', 'dist-*/**/*.d.mts', 'model.json'],
    sideEffects: false,
  },
  // What the generator writes is not written for these.
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    noImplicitOverride: false,
    noUncheckedIndexedAccess: false,
    declaration: true,
    emitDeclarationOnly: true,
    skipLibCheck: false,
    lib: ['ES2023', 'DOM'],
  },
});

new WorkspacePackage(root, {
  folder: 'app-framework',
  name: framework,
  description: 'CDK constructs that run GitHub Apps on AWS: private keys in KMS, tokens behind IAM',
  published: true,
  // Octokit's request, whose types webhook handlers see, wants no less.
  leastNode: '22.0.0',
  deps: {
    [client]: 'workspace:^',
    '@aws-sdk/client-dynamodb': awsSdk,
    '@aws-sdk/client-kms': awsSdk,
    '@aws-sdk/credential-provider-node': generatedClient['@aws-sdk/credential-provider-node'],
    // Types of what a handler of webhooks is given; their code is in the door's bundle.
    '@octokit/core': octokit['@octokit/core'],
    '@octokit/plugin-paginate-rest': '^14.0.0',
    '@octokit/plugin-rest-endpoint-methods': '^17.0.0',
    '@octokit/types': octokit['@octokit/types'],
    '@octokit/webhooks': '^14.1.3',
    '@smithy/node-config-provider': generatedClient['@smithy/node-config-provider'],
    // Schedules are read when a stack is synthesized, too.
    croner: '^10.0.1',
    'js-yaml': '^4.3.2',
  },
  // What a webhook handler is given is one of Octokit's: its types, for those who write handlers. The code is inside the doors.
  optionalPeers: {
    'aws-cdk-lib': `^${cdkLib}`,
    constructs: '^10.5.0',
    '@octokit/core': octokit['@octokit/core'],
  },
  devDeps: {
    'aws-cdk-lib': cdkLib,
    constructs: '^10.8.1',
    'cdk-nag': '3.0.2',
    'aws-sdk-client-mock': '4.1.0',
    // Bundled into what ships, in functions and doors: those that are ES modules only could not be required otherwise.
    '@octokit/plugin-retry': octokit['@octokit/plugin-retry'],
    '@octokit/plugin-throttling': octokit['@octokit/plugin-throttling'],
    'agent-base': '9.0.0',
    // Tokens of front ends, as OIDC has them.
    'aws-jwt-verify': '^5.2.1',
    bottleneck: '^2.19.5',
    // Escaping templates of pages.
    hono: '^4.13.19',
    'https-proxy-agent': '9.0.0',
    'proxy-from-env': '^2.1.0',
    // What our signatures are compared with.
    '@smithy/signature-v4': '^5.7.5',
    // Bundlers of others, which the doors are tried with.
    '@vercel/ncc': '^0.38.3',
    webpack: '^5.99.0',
    '@types/aws-lambda': '^8.10.164',
    '@types/js-yaml': '^4.0.9',
    ...schemaLibraries,
    // What editors check configurations with.
    ajv: '^8.20.0',
    // What Markdown means, by its authors' own parser.
    commonmark: '^0.31.2',
    '@types/commonmark': '^0.27.10',
    // Real events of GitHub.
    '@octokit/webhooks-examples': '7.6.1',
    '@octokit/webhooks-types': '7.6.1',
    // What the runtime door is used with.
    octokit: '^5.0.5',
    probot: '^14.3.2',
  },
  prunesOutput: true,
  scripts: {
    compile: `${compileTypeScript} && node build/bundle-constructs.mjs && node build/prune-lib.mjs && node build/bundle-doors.mjs && node build/bundle-handlers.mjs`,
  },
  manifest: {
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    sideEffects: false,
    exports: {
      '.': './lib/index.js',
      './operator': door('operator'),
      './runtime': door('runtime'),
      './handlers': door('handlers'),
      './schemas/security-alerts.schema.json': './schemas/security-alerts.schema.json',
      './package.json': './package.json',
    },
    // For resolvers older than `exports`.
    typesVersions: {
      '*': {
        operator: ['lib/operator.d.ts'],
        runtime: ['lib/runtime.d.ts'],
        handlers: ['lib/handlers.d.ts'],
      },
    },
    files: [
      'lib/**/*.js',
      'lib/**/*.mjs',
      'lib/**/*.d.ts',
      'lib/**/*.d.mts',
      'lib/THIRD-PARTY-LICENSES.txt',
      'assets',
      'schemas',
      '!**/*.test.*',
    ],
  },
});

new WorkspacePackage(root, {
  folder: 'app-framework-ops-tools',
  name: '@aws/app-framework-for-github-apps-on-aws-ops-tools',
  description: 'Command line for the operators of GitHub Apps on AWS',
  published: true,
  devDeps: {
    [client]: 'workspace:^',
    [framework]: 'workspace:^',
    ...awsClients('dynamodb', 'iam', 'kms', 'lambda'),
    '@aws-sdk/client-resource-groups-tagging-api': '^3.1142.0',
    '@aws-sdk/client-secrets-manager': awsSdk,
    'aws-sdk-client-mock': '4.1.0',
    commander: '^14.0.3',
    // QR codes in a terminal.
    uqr: '^0.1.3',
    // Proxies, as the environment names them. Node's own support begins above the oldest Node that the tool runs on.
    '@aws-sdk/credential-provider-node': generatedClient['@aws-sdk/credential-provider-node'],
    '@types/proxy-from-env': '^1.0.4',
    'agent-base': '^7.1.4',
    'https-proxy-agent': '^7.0.6',
    'proxy-from-env': '^1.1.0',
  },
  scripts: { compile: 'node build/bundle-cli.mjs' },
  manifest: {
    // Under the package's own name, without the scope.
    bin: 'lib/app-framework-cli.js',
    files: ['lib/app-framework-cli.js', 'THIRD-PARTY-LICENSES.txt'],
  },
});

new WorkspacePackage(root, {
  folder: 'app-framework-test-app',
  name: '@aws/app-framework-test-app',
  description: 'Example stack of the App Framework, and the acceptance tests that run against it',
  published: false,
  devDeps: {
    [client]: 'workspace:^',
    [framework]: 'workspace:^',
    '@aws-crypto/sha256-js': '5.2.0',
    ...awsClients('cloudwatch', 'cloudwatch-logs', 'dynamodb', 'iam', 'kms', 'lambda', 'sns', 'sqs', 'sts'),
    '@aws-sdk/credential-providers': awsSdk,
    '@octokit/auth-app': '^8.3.1',
    '@octokit/core': octokit['@octokit/core'],
    // Real events of GitHub.
    '@octokit/webhooks-examples': '7.6.1',
    '@smithy/signature-v4': '^5.7.5',
    'aws-cdk-lib': cdkLib,
    constructs: '^10.8.1',
  },
  scripts: { compile: compileTypeScript },
});

new WorkspacePackage(root, {
  folder: 'app-framework-local',
  name: '@aws/app-framework-for-github-apps-on-aws-local',
  description: 'A local AWS and a local GitHub to deploy GitHub Apps against, without an account',
  published: true,
  deps: {
    '@aws-sdk/client-cloudwatch-logs': awsSdk,
    '@aws-sdk/client-iam': awsSdk,
    // The functions that the CDK brings along for buckets use it, and Lambda has it there.
    '@aws-sdk/client-s3': awsSdk,
    '@aws-sdk/client-sts': awsSdk,
    '@hono/node-server': '^2.1.8',
    '@octokit/openapi-types': '^29.0.1',
    // Real events of GitHub, which handlers are tested with.
    '@octokit/webhooks-examples': '7.6.1',
    commander: '^14.0.3',
    commonmark: '^0.31.2',
    graphql: '^16.11.0',
    hono: '^4.13.19',
  },
  optionalPeers: { 'aws-cdk': '^2.1148.1' },
  devDeps: {
    '@aws-crypto/sha256-js': '5.2.0',
    ...awsClients('cloudformation', 'cloudwatch', 'dynamodb', 'eventbridge', 'kms', 'lambda'),
    '@aws-sdk/client-resource-groups-tagging-api': '^3.1142.0',
    '@octokit/auth-app': '^8.3.1',
    '@octokit/core': octokit['@octokit/core'],
    '@smithy/signature-v4': '^5.7.5',
    '@types/commonmark': '^0.27.10',
  },
  scripts: { compile: `${compileTypeScript} && node build/bundle.mjs` },
  manifest: {
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    bin: { 'app-framework-local': 'lib/cli.js' },
    exports: {
      '.': './lib/index.js',
      './jest': './lib/jest.js',
      './testing': './lib/testing.js',
      './package.json': './package.json',
    },
    typesVersions: { '*': { jest: ['lib/jest.d.ts'], testing: ['lib/testing.d.ts'] } },
    files: ['lib/**/*.js', 'lib/**/*.d.ts', 'emulator/**/*.py', 'emulator/*.cjs', 'emulator/*.txt', '!**/*.test.*'],
  },
});

root.synth();
