import { RefusedCallError, type SignedCalls } from '../deployments/signed-call';
import { mayAsk } from './may-ask';

/** A topic that alarms tell. */
export interface AlarmTopic {
  /** Subscriptions that somebody has confirmed. */
  readonly confirmed: number;
  readonly pending: number;
  /** Id, ARN or alias of the key that it is encrypted with; absent where it is not. */
  readonly key: string | undefined;
}

/** Absent where there is no such topic. */
export type TopicOf = (arn: string) => Promise<AlarmTopic | undefined>;

/** Topics of SNS, which speaks no JSON, asked as whoever runs this. */
export function createTopics(calls: SignedCalls): TopicOf {
  return async (arn) => {
    const input = { Action: 'GetTopicAttributes', Version: '2010-03-31', TopicArn: arn };
    const asking = calls.form({ service: 'sns', input }).catch((error: unknown) => {
      if (error instanceof RefusedCallError && error.name === 'NotFound') return undefined;
      throw error;
    });
    const answer = await mayAsk('sns:GetTopicAttributes', asking);
    if (answer === undefined) return undefined;
    const attribute = (name: string) =>
      new RegExp(`<key>${name}</key>\\s*<value>([^<]*)</value>`).exec(answer)?.[1] || undefined;
    return {
      confirmed: Number(attribute('SubscriptionsConfirmed') ?? 0),
      pending: Number(attribute('SubscriptionsPending') ?? 0),
      key: attribute('KmsMasterKeyId'),
    };
  };
}
