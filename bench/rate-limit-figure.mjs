import { whole } from './report.mjs';

/** What `measureRateLimits` measured, as a figure. */
export function rateLimitFigure(runs) {
  const [idle, used] = runs;
  return {
    title: 'Tracking the rate limits of 10,000 installations of 10 Apps',
    method:
      'One run of the deployed function, which runs every 10 minutes, with servers on this machine that count. An installation is in use while a token of it lives; ' +
      'idle ones stand in no table that the function reads. GitHub does not count what it is asked here; DynamoDB is one scan of the Apps and one query an App. ' +
      '**Must:** no call to GitHub or KMS for idle installations.',
    columns: ['installations in use', 'GitHub', 'KMS', 'DynamoDB', 'ms'],
    rows: runs.map((run) => [whole(run.inUse), whole(run.gitHub), run.kms, run.dynamoDb, whole(run.milliseconds)]),
    summary: [
      ['rate-limit tracking of 10,000 idle installations, calls to GitHub and KMS', '0', `${idle.gitHub + idle.kms}`],
    ],
    faults: [
      ...(idle.inUse === 0 && idle.gitHub + idle.kms === 0
        ? []
        : [`${idle.gitHub + idle.kms} calls for idle installations`]),
      ...(used.gitHub === used.inUse ? [] : [`${used.gitHub} calls for ${used.inUse} installations in use`]),
    ],
  };
}
