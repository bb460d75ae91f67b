import { build } from 'esbuild';

const client = '@aws/app-framework-for-github-apps-on-aws-client';
/** What the client brings along anyhow. */
const withTheClient = [client, '@aws-sdk/credential-provider-node', '@smithy/node-config-provider'];

const everything = "export * from './runtime';";
/** What a function that gets tokens by the door loads; the SDK's KMS client comes later, and only for those who sign with it. */
const tokens = "export { createAppFrameworkAuth, createKmsJwt, createTokenSource } from './runtime';";

async function graphOf(contents: string, external: string[]) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    external,
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { files: used.map(([file]) => file), bytes: outputFiles[0]?.contents.length ?? 0 };
}

describe('the door runtime', () => {
  it('loads neither CDK nor Octokit, whatever of it is asked for', async () => {
    const { files } = await graphOf(everything, []);
    expect(files.length).toBeGreaterThan(10);
    expect(
      files.filter((file) => /node_modules\/(aws-cdk-lib|constructs|octokit|@octokit|probot)\//.test(file)),
    ).toEqual([]);
  });

  it('is small', async () => {
    const own = await graphOf(tokens, [...withTheClient, '@aws-sdk/client-kms']);
    expect(own.bytes).toBeLessThan(45_000);
    const { bytes } = await graphOf(tokens, ['@aws-sdk/client-kms']);
    expect(bytes).toBeLessThan(400_000);
  });
});
