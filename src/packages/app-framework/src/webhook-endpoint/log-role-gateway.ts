import { setTimeout as pause } from 'node:timers/promises';
import { endpointOf } from '../aws/service-endpoint';
import { signedRequest } from '../aws/signed-request';
import { logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';

export interface EnsureLogRoleOptions {
  /** Between two tries. */
  readonly pauseMilliseconds?: number;
}

/** A role that was made a moment ago cannot be assumed everywhere yet. */
const mostTries = 10;
const timeoutMilliseconds = 4_000;
const longestBody = 300;

/** Sets the role that API Gateway writes logs by, unless the account and region have one. */
export function createEnsureLogRole({ pauseMilliseconds = 3_000 }: EnsureLogRoleOptions = {}) {
  const url = `${endpointOf('apigateway')}/account`;

  /** @throws Error that says what API Gateway answered */
  return async function ensure({ RoleArn: value }: Readonly<Record<string, unknown>>): Promise<void> {
    const account = await signedRequest({ service: 'apigateway', method: 'GET', url, timeoutMilliseconds });
    if (account.status !== 200) throw refused('read the settings of the account', account);
    if (field(JSON.parse(account.body), 'cloudwatchRoleArn')) return;
    const body = JSON.stringify({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] });
    for (let tries = 1; ; tries += 1) {
      const answer = await signedRequest({
        service: 'apigateway',
        method: 'PATCH',
        url,
        headers: { 'content-type': 'application/json' },
        body,
        timeoutMilliseconds,
      });
      if (answer.status < 300) {
        logInfo('API Gateway had no role for logs in this account: it has one now');
        return;
      }
      const isPassing = answer.status === 400 || answer.status === 429 || answer.status >= 500;
      if (!isPassing || tries === mostTries) throw refused('set the role for logs', answer);
      await pause(pauseMilliseconds);
    }
  };
}

function refused(what: string, { status, body }: { readonly status: number; readonly body: string }): Error {
  return new Error(
    `API Gateway did not ${what}: ${status} ${body.slice(0, longestBody)}. Without it no stage has an access log.`,
  );
}
