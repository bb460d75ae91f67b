// From the door, which is bundled beside this one.
import { type LocalDeployment, startLocal } from './index';

let deployment: LocalDeployment | undefined;

/**
 * For jest's `globalSetup`: starts a local AWS and GitHub once for the whole run and puts their environment into
 * `process.env` of every test. Jest wants a default export, so a file of yours hands it on:
 *
 * ```ts
 * export { globalSetup as default } from '@aws/app-framework-for-github-apps-on-aws-local/jest';
 * ```
 */
export async function globalSetup(): Promise<void> {
  deployment = await startLocal({ progress: (line) => process.stderr.write(`${line}\n`) });
  Object.assign(process.env, deployment.env);
}

/** For jest's `globalTeardown`, handed on in the same way. */
export async function globalTeardown(): Promise<void> {
  await deployment?.stop();
  deployment = undefined;
}
