import { chromiumPath } from './chromium';
import { target } from './deployment';

/** What a group of tests needs besides the deployed stack. */
export type Requirement = 'the local GitHub' | 'the local AWS' | 'Chromium';

const lacking: Record<Requirement, string | undefined> = {
  'the local GitHub': target.localGitHub ? undefined : 'it steers GitHub, and APP_FRAMEWORK_LOCAL_GITHUB is not set',
  'the local AWS':
    target.place === 'local AWS' ? undefined : 'it changes the deployment, which is done to a local one only',
  Chromium: chromiumPath()
    ? undefined
    : 'it drives a browser, and there is no Chromium: `apt-get install chromium`, or name one in CHROMIUM',
};

/** `describe` where the deployment has what the tests need; elsewhere they are reported as skipped, with the reason in their title. */
export function describeWith(requirements: readonly Requirement[], title: string, tests: () => void): void {
  const reasons = requirements.flatMap((requirement) => lacking[requirement] ?? []);
  if (reasons.length === 0) {
    describe(title, tests);
    return;
  }
  const named = `${title} (skipped: ${reasons.join('; ')})`;
  // jest counts them, but prints the titles of skipped tests only when asked to.
  process.stderr.write(`${named}\n`);
  describe.skip(named, tests);
}
