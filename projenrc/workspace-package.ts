import { Component, JsonFile, type javascript } from 'projen';

export interface WorkspacePackageOptions {
  /** Folder below src/packages. */
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  /** False for packages that are never published. */
  readonly published: boolean;
  readonly deps?: Record<string, string>;
  readonly optionalPeers?: Record<string, string>;
  readonly devDeps?: Record<string, string>;
  readonly scripts: Record<string, string>;
  /** The least Node that it and all that it depends on run on; 20.19.0 by default. */
  readonly leastNode?: string;
  /** Entry points, bins, files: whatever else belongs into package.json. */
  readonly manifest?: Record<string, unknown>;
  /** Compiler options that differ from the house's. */
  readonly compilerOptions?: Record<string, unknown>;
  /** Output folder of the compiler; `lib` by default. */
  readonly outDir?: string;
  /** True where a later step takes away what the compiler wrote, so that it has to write everything each time. */
  readonly prunesOutput?: boolean;
}

/** By its path: what documents, the reference and our users compile with is another version, which has a `tsc`, too. */
export const compileTypeScript = 'node ../../../node_modules/typescript-7/bin/tsc -p tsconfig.build.json';

export const houseCompilerOptions = {
  target: 'ES2022',
  module: 'node20',
  moduleResolution: 'node16',
  lib: ['ES2023'],
  types: ['node', 'jest'],
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  forceConsistentCasingInFileNames: true,
  skipLibCheck: true,
};

/** One package of the workspace: its package.json and its two compiler configurations (all files for checking, sources for building). */
export class WorkspacePackage extends Component {
  private static installed = false;
  private readonly manifest: JsonFile;

  constructor(
    private readonly root: javascript.NodeProject,
    options: WorkspacePackageOptions,
  ) {
    super(root);
    const folder = `src/packages/${options.folder}`;
    const outDir = options.outDir ?? 'lib';
    this.manifest = new JsonFile(root, `${folder}/package.json`, {
      newline: true,
      obj: {
        name: options.name,
        version: '0.1.0',
        description: options.description,
        private: options.published ? undefined : true,
        license: 'Apache-2.0',
        type: 'commonjs',
        repository: {
          type: 'git',
          url: 'git+https://github.com/aws/app-framework-for-github-apps-on-aws.git',
          directory: folder,
        },
        engines: { node: `>=${options.leastNode ?? '20.19.0'}` },
        publishConfig: options.published ? { access: 'public', provenance: true } : undefined,
        scripts: options.scripts,
        ...options.manifest,
        dependencies: sorted(options.deps),
        peerDependencies: sorted(options.optionalPeers),
        peerDependenciesMeta: optional(options.optionalPeers),
        devDependencies: sorted(options.devDeps),
      },
    });
    const compilerOptions = { ...houseCompilerOptions, ...options.compilerOptions };
    new JsonFile(root, `${folder}/tsconfig.json`, {
      newline: true,
      obj: {
        compilerOptions: { ...compilerOptions, noEmit: true },
        include: ['**/*.ts'],
        exclude: ['node_modules', 'lib', 'assets', 'dist-*', 'cdk.out'],
      },
    });
    new JsonFile(root, `${folder}/tsconfig.build.json`, {
      newline: true,
      obj: {
        compilerOptions: {
          ...compilerOptions,
          types: ['node'],
          rootDir: 'src',
          outDir,
          declaration: true,
          ...(!options.prunesOutput && { incremental: true, tsBuildInfoFile: `${outDir}/.tsbuildinfo` }),
        },
        include: ['src/**/*.ts'],
        exclude: ['src/**/*.test.ts', 'src/**/*.test.support.ts'],
      },
    });
  }

  /** projen installs when the root's package.json changed; a package's own manifest counts as much. */
  public override postSynthesize(): void {
    if (!this.manifest.changed || WorkspacePackage.installed) return;
    WorkspacePackage.installed = true;
    this.root.tasks.runTask(this.root.package.installTask.name);
  }
}

function sorted(deps: Record<string, string> | undefined): Record<string, string> | undefined {
  return deps && Object.fromEntries(Object.entries(deps).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function optional(peers: Record<string, string> | undefined): Record<string, { optional: true }> | undefined {
  return peers && Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }]));
}
