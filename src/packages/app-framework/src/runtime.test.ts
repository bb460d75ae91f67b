import { join } from 'node:path';
import { build } from 'esbuild';

/** What a function that uses the door loads; the SDK's KMS client comes later, and only for those who sign with it. */
async function graphOf(external: string[]) {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(__dirname, 'runtime.ts')],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external,
  });
  return { files: Object.keys(metafile.inputs), bytes: outputFiles[0]?.contents.length ?? 0 };
}

describe('the door runtime', () => {
  it('loads neither CDK nor Octokit', async () => {
    const { files } = await graphOf([]);
    expect(files.length).toBeGreaterThan(10);
    expect(
      files.filter((file) => /node_modules\/(aws-cdk-lib|constructs|octokit|@octokit|probot)\//.test(file)),
    ).toEqual([]);
  });

  it('is small', async () => {
    const own = await graphOf(['@aws/app-framework-for-github-apps-on-aws-client', '@aws-sdk/client-kms']);
    expect(own.bytes).toBeLessThan(18_000);
    const { bytes } = await graphOf(['@aws-sdk/client-kms']);
    expect(bytes).toBeLessThan(400_000);
  });
});
