import { createHash } from 'node:crypto';
import { endpointOf } from '../aws/service-endpoint';
import { signedRequest } from '../aws/signed-request';
import { cutText } from '../lambda/cut-text';
import { type Finding, nameOf } from '../security-findings/finding';

/** What subscribers of the topic get, as JSON. */
export interface Notification {
  readonly became: 'open' | 'closed';
  readonly finding: Finding;
  /** Full name; absent for an advisory, which is about the world. */
  readonly repository?: string;
  readonly delivery: string;
}

export interface Publishing {
  readonly topicArn: string;
  readonly remainingMilliseconds: () => number;
}

const longestCallMilliseconds = 10_000;
/** SNS takes 100 characters, and none beyond ASCII. */
const longestSubject = 100;

/** Publishes to a topic of SNS: at least once, for a try that comes later does not know of it. @throws Error where SNS did not take it */
export async function publishNotification(
  told: Notification,
  { topicArn, remainingMilliseconds }: Publishing,
): Promise<void> {
  const { became, finding, repository, delivery } = told;
  const about = `${finding.severity}: ${nameOf(finding)} ${became}${repository === undefined ? '' : ` in ${repository}`}`;
  const isFifo = topicArn.endsWith('.fifo');
  const answer = await signedRequest({
    service: 'sns',
    url: `${endpointOf('sns')}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: cutText(about.replace(/[^ -~]/g, '?'), longestSubject),
      Message: JSON.stringify({ version: 1, ...told }),
      ...(isFifo && {
        MessageGroupId: hashOf(repository ?? 'advisories'),
        MessageDeduplicationId: hashOf(`${delivery} ${finding.source} ${finding.id} ${became}`),
      }),
    }).toString(),
    timeoutMilliseconds: Math.max(1, Math.min(longestCallMilliseconds, remainingMilliseconds())),
  });
  if (answer.status < 300) return;
  const code = /<Code>([\w.]+)<\/Code>/.exec(answer.body)?.[1] ?? 'no reason given';
  throw new Error(`The notification about ${nameOf(finding)} was not taken by SNS: ${answer.status}, ${code}.`);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
