import { UnansweredError } from './app-at-github';
import { accountOf } from './app-lack';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import { activeInstallations, looked } from './looked-at-installations';
import type { Patient } from './patient';

const leastPercent = 10;

/** A GitHub Enterprise Server whose rate limits are off says that there is no such thing. */
function unlimited(error: unknown): undefined {
  if (error instanceof UnansweredError && error.outcome.kind === 'not-found') return undefined;
  throw error;
}

/** Installations have calls left. */
export const checkQuota: Check<Patient> = {
  name: 'quota',
  about: `installations have more than ${leastPercent} % of their calls left`,
  async look({ app }): Promise<Look> {
    const { chosen, note } = activeInstallations(await app.installations());
    return looked(chosen, note, async (installation): Promise<Finding[]> => {
      // What it costs is nothing, and it takes no permission but the one that every App has.
      const ask = await app.asInstallation(Number(Object(installation).id), { metadata: 'read' });
      const { resources } = Object(await ask('GET /rate_limit').catch(unlimited));
      if (resources === undefined) return [];
      const { limit, remaining, reset } = Object(Object(resources).core);
      if (Number(remaining) > (Number(limit) * leastPercent) / 100) return [];
      const until = new Date(Number(reset) * 1_000).toISOString();
      const what = `The installation of App ${app.appId} on ${accountOf(installation)} has ${remaining} of ${limit} calls left until ${until}.`;
      return [{ what, todo: 'See who spends them on the rate-limit dashboard; what waits goes on afterwards.' }];
    });
  },
};
