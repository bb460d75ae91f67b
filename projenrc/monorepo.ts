import { JsonFile, javascript } from 'projen';
import { ProjenrcTs, TypeScriptRunner } from 'projen/lib/typescript';
import { biomeConfiguration } from './biome';
import { addWorkflows } from './workflows';
import { houseCompilerOptions } from './workspace-package';

const yarnVersion = '4.18.1';

export interface MonorepoOptions {
  readonly name: string;
  readonly scripts: Record<string, string>;
  readonly devDeps: string[];
  readonly resolutions: Record<string, string>;
}

/** The root: one lock file, one linter, one test runner, and the commands that people type. */
export class Monorepo extends javascript.NodeProject {
  constructor(options: MonorepoOptions) {
    super({
      name: options.name,
      defaultReleaseBranch: 'main',
      packageManager: javascript.NodePackageManager.YARN_BERRY,
      yarnBerryOptions: {
        version: yarnVersion,
        zeroInstalls: false,
        yarnRcOptions: {
          enableTelemetry: false,
          nodeLinker: javascript.YarnNodeLinker.NODE_MODULES,
          yarnPath: `.yarn/releases/yarn-${yarnVersion}.cjs`,
        },
      },
      minNodeVersion: '20.19.0',
      projenVersion: '0.103.25',
      projenrcJs: false,
      jest: false,
      package: false,
      npmignoreEnabled: false,
      buildWorkflow: false,
      release: false,
      depsUpgrade: false,
      pullRequestTemplate: false,
      githubOptions: {
        mergify: false,
        pullRequestLintOptions: {
          semanticTitleOptions: {
            types: ['feat', 'fix', 'docs', 'test', 'chore', 'refactor', 'perf', 'build', 'ci', 'revert'],
          },
        },
      },
      license: 'Apache-2.0',
      copyrightOwner: 'Amazon.com, Inc. or its affiliates',
      devDeps: [
        'tsx@^4.23.0',
        // What many have. TypeDoc needs it, and what documents show compiles with it.
        'typescript@~5.9.3',
        // Three times as fast: compiles and checks all of ours.
        'typescript-7@npm:typescript@7.0.2',
        `@yarnpkg/cli-dist@${yarnVersion}`,
        '@biomejs/biome@2.5.15',
        ...options.devDeps,
      ],
      gitignore: [
        '/.cache/',
        '/smithy/.jars/',
        '/smithy/.build/',
        '/src/packages/*/lib/',
        '/src/packages/*/assets/',
        '/src/packages/*/dist-*/',
        '/src/packages/app-framework-client/model.json',
        '/src/packages/*/LICENSE',
        'THIRD-PARTY-LICENSES.txt',
        'cdk.out/',
        'cdk.context.json',
        'cdk-outputs.json',
        '*.tsbuildinfo',
        '*.tgz',
        '__pycache__/',
        '*.pem',
      ],
    });
    new ProjenrcTs(this, { tsconfigFileName: 'tsconfig.json', runner: TypeScriptRunner.tsx({ typeCheck: true }) });
    const tsconfig = this.tryFindObjectFile('tsconfig.json');
    tsconfig?.addOverride('include', ['.projenrc.ts', 'projenrc/**/*.ts', 'tasks/**/*.ts']);
    tsconfig?.addOverride('compilerOptions', { ...houseCompilerOptions, noEmit: true });
    new JsonFile(this, 'biome.json', { obj: biomeConfiguration, marker: false, newline: true });
    this.package.addField('private', true);
    this.package.addField('workspaces', ['src/packages/*']);
    this.package.addField('resolutions', options.resolutions);
    for (const task of this.tasks.all) this.removeScript(task.name);
    for (const task of ['build', 'package', 'pre-compile', 'compile', 'post-compile', 'test', 'watch'])
      this.tasks.removeTask(task);
    this.addScripts(options.scripts);
    addWorkflows(this);
  }
}
