import { setTimeout as pause } from 'node:timers/promises';
import type { SignedAnswer } from '../aws/signed-request';
import { logInfo } from '../lambda/logger';

export interface RefusalCanaryCollaborators {
  /** Asks for an installation token as the canary's role. */
  readonly ask: (body: string) => Promise<SignedAnswer>;
  /** Pause before an ask that got no clear answer is repeated; 2 s by default. */
  readonly retryMilliseconds?: number;
}

/** What the canary's ceiling forbids. App 1 is all that it may ask for, and of that metadata; neither App needs to exist. */
const forbidden = [
  { what: 'an App beyond the ceiling', body: { appId: 2, owner: 'canary' } },
  {
    what: 'a permission beyond the ceiling',
    body: { appId: 1, owner: 'canary', scopeDown: { permissions: { administration: 'write' } } },
  },
];

const tries = 3;

/** Asks for what must be refused. Throws unless the ceiling is what refused it: a refusal by IAM, or a 404, proves nothing. */
export function createRefusalCanary({ ask, retryMilliseconds = 2_000 }: RefusalCanaryCollaborators) {
  const statusOf = async (body: string): Promise<number | 'refused' | 'unanswered'> => {
    try {
      const answer = await ask(body);
      return isByCeiling(answer) ? 'refused' : answer.status;
    } catch {
      return 'unanswered';
    }
  };
  const isPassing = (status: number | string) => status === 'unanswered' || Number(status) >= 500 || status === 429;

  return async (): Promise<void> => {
    for (const { what, body } of forbidden) {
      let status = await statusOf(JSON.stringify(body));
      for (let tried = 1; tried < tries && isPassing(status); tried += 1) {
        await pause(retryMilliseconds);
        status = await statusOf(JSON.stringify(body));
      }
      if (status !== 'refused') {
        throw new Error(`The canary asked for ${what}, and its ceiling did not refuse that: the answer was ${status}.`);
      }
    }
    logInfo('canary was refused', { asks: forbidden.length });
  };
}

function isByCeiling({ status, headers, body }: SignedAnswer): boolean {
  return (
    status === 403 && headers['x-amzn-errortype'] === 'AccessDeniedError' && body.includes('the ceiling of the caller')
  );
}
