import { awsSdk } from './versions';

/** What builds, tests and measures the repository, and nothing that is published needs. */
export const tools = [
  '@arethetypeswrong/cli@^0.18.5',
  '@swc/core@1.16.18',
  '@swc/jest@0.2.39',
  '@types/jest@^30',
  '@types/node@^20',
  'aws-cdk@2.1148.1',
  'esbuild@0.28.2',
  'fast-check@^4.10.2',
  'jest@^30.5',
  'publint@^0.3.25',
  'typedoc@0.28.20',
  'axe-core@^4.11.0',
  'puppeteer-core@^24.8.0',
  '@types/semver@^7.7.1',
  'semver@^7.7.3',
  // What bots are tested by, besides jest.
  'vitest@^3.2.7',
  // Stand-ins that bench/ measures against.
  '@octokit/auth-app@8.3.1',
  '@octokit/rest@^22.0.1',
  '@octokit/webhooks-examples@7.6.1',
  '@octokit/webhooks-methods@^6.0.0',
  `@aws-sdk/client-dynamodb@${awsSdk}`,
  `@aws-sdk/client-eventbridge@${awsSdk}`,
  `@aws-sdk/client-s3@${awsSdk}`,
  `@aws-sdk/lib-dynamodb@${awsSdk}`,
];
