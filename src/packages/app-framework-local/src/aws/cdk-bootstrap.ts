import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageRoot } from '../package-root';
import { refuseMixedEndpoints } from './endpoint-guard';
import { failureOf } from './failed-command';
import { localAccount, localRegion } from './identities';

const run = promisify(execFile);

/**
 * Makes what `cdk deploy` expects in an account: bucket, repository and roles, by the stock `cdk bootstrap` of the
 * project's own CDK CLI. Takes some 4 seconds.
 */
export async function bootstrapForCdk(environment: NodeJS.ProcessEnv): Promise<void> {
  refuseMixedEndpoints(environment);
  const args = [findCdk(), 'bootstrap', `aws://${localAccount}/${localRegion}`, '--no-notices'];
  await run(process.execPath, args, { env: environment, cwd: packageRoot, maxBuffer: 16 * 1024 * 1024 }).catch(
    (error: unknown) => {
      throw new Error(`\`cdk bootstrap\` of the local AWS failed: ${failureOf(error)}`, { cause: error });
    },
  );
}

function findCdk(): string {
  try {
    return require.resolve('aws-cdk/bin/cdk', { paths: [process.cwd(), packageRoot] });
  } catch (error) {
    throw new Error('The CDK CLI is not installed in this project: run `npm install --save-dev aws-cdk@2`.', {
      cause: error,
    });
  }
}
