import { backdatedSeconds } from '../github/app-jwt';
import type { Check } from './examine';
import type { Look } from './finding';
import type { Patient } from './patient';

/** GitHub refuses what is signed a minute ahead of its clock: half of that is told. */
const mostSeconds = 30;

/** The clock of what signs, by the token that it made, against GitHub's. */
export const checkClock: Check<Patient> = {
  name: 'clock',
  about: `the clock of what signs is within ${mostSeconds} seconds of GitHub’s`,
  async look({ app }): Promise<Look> {
    const { token, date, elapsedMilliseconds } = await app.timed();
    const issuedAt = Number(Object(claimsOf(token)).iat);
    if (date === undefined || Number.isNaN(date.getTime()) || !Number.isFinite(issuedAt)) {
      return { unseen: [`GitHub at ${app.baseUrl} told no time.`] };
    }
    const signedAt = issuedAt + backdatedSeconds + elapsedMilliseconds / 1_000;
    const aheadSeconds = Math.round(signedAt - date.getTime() / 1_000);
    if (Math.abs(aheadSeconds) <= mostSeconds) return {};
    const where = `${Math.abs(aheadSeconds)} seconds ${aheadSeconds > 0 ? 'ahead of' : 'behind'}`;
    const what = `The clock of what signs for App ${app.appId} is ${where} that of GitHub at ${app.baseUrl}.`;
    const todo =
      'Lambda keeps its own clock: set that of the GitHub Enterprise Server, or of the machine that a local AWS is on.';
    return { findings: [{ what, todo }] };
  },
};

function claimsOf(token: string): unknown {
  const [, claims = ''] = token.split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
}
