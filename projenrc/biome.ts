/** House style, checked: see CONTRIBUTING.md. Generated code is left as its generator wrote it. */
export const biomeConfiguration = {
  $schema: './node_modules/@biomejs/biome/configuration_schema.json',
  vcs: { enabled: true, clientKind: 'git', useIgnoreFile: true },
  files: {
    includes: ['**/*.ts', '**/*.mjs', '**/*.cjs', '!.yarn', '!biome.json', '!src/packages/app-framework-client/src'],
  },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 120 },
  javascript: { formatter: { quoteStyle: 'single' } },
  json: { formatter: { enabled: false } },
  assist: { actions: { source: { organizeImports: 'on' } } },
  linter: {
    rules: {
      preset: 'recommended',
      nursery: { noFloatingPromises: 'error', noMisusedPromises: 'error' },
      suspicious: { noExplicitAny: 'error', noConsole: 'error' },
      style: {
        noDefaultExport: 'error',
        useImportType: 'error',
        noNonNullAssertion: 'error',
        noParameterAssign: 'error',
      },
      correctness: { noUnusedImports: 'error', noUnusedVariables: 'error' },
    },
  },
  overrides: [
    {
      // Scripts that people run: their output is for people.
      includes: ['tasks/**', 'bench/**', 'smithy/**', 'projenrc/**', 'src/packages/*/build/**'],
      linter: { rules: { suspicious: { noConsole: 'off' } } },
    },
  ],
};
