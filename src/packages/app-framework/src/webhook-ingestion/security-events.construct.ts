import { Annotations } from 'aws-cdk-lib';
import { type ITopic, TopicGrants } from 'aws-cdk-lib/aws-sns';
import type { topicVariable } from '../security-alerts/handle-security-event';
import type { securityEvents } from '../security-findings/read-event';
import type { HandlerFunction, HandlerOptions } from './props.construct';

/** What a handler of security alerts gets, and whom it tells. */
export interface SecurityAlertsOptions
  extends Omit<HandlerOptions, 'event' | 'action' | 'lane' | 'newestWins' | 'asUser' | 'own'> {
  /**
   * Where findings are published whose action is `notify`: a topic of the same region.
   * @default none: nobody is notified, which the log tells
   */
  readonly notify?: ITopic;
}

const events: Readonly<Record<(typeof securityEvents)[number], true>> = {
  code_scanning_alert: true,
  dependabot_alert: true,
  secret_scanning_alert: true,
  security_advisory: true,
  pull_request: true,
  merge_group: true,
  check_run: true,
  check_suite: true,
};
const action = [
  'created',
  'reopened',
  'reopened_by_user',
  'reintroduced',
  'auto_reopened',
  'published',
  'publicly_leaked',
  'appeared_in_branch',
  'fixed',
  'closed_by_user',
  'dismissed',
  'auto_dismissed',
  'resolved',
  'revoked',
  'withdrawn',
  'opened',
  'synchronize',
  'edited',
  'closed',
  'checks_requested',
  'rerequested',
  'completed',
];

/** Alerts, and what is merged. A storm of alerts of one kind keeps neither pull requests waiting nor alerts of another. */
export function securityEventsOf({ notify: _notify, ...options }: SecurityAlertsOptions): HandlerOptions {
  return { ...options, event: Object.keys(events), action, lane: 'event' };
}

/** What there is to do after one alert may take so long: each pull request that is open is looked at. */
const wantedMinutes = 5;

/** The function, which may publish what it finds where there is a topic. */
export function notifying(handler: HandlerFunction, topic: ITopic | undefined): HandlerFunction {
  return (place) => {
    const fn = typeof handler === 'function' ? handler(place) : handler;
    const minutes = (fn.timeout?.toSeconds() ?? 3) / 60;
    if (minutes < wantedMinutes) {
      Annotations.of(fn).addWarningV2(
        '@aws/app-framework:securityAlertsTime',
        `${fn.node.path} sees to security alerts in less than ${wantedMinutes} minutes: an alert that concerns many pull requests comes again and again, and is parked in the end. Give it a timeout of ${wantedMinutes} minutes.`,
      );
    }
    if (topic) {
      const variable: typeof topicVariable = 'APP_FRAMEWORK_SECURITY_TOPIC';
      fn.addEnvironment(variable, topic.topicArn);
      TopicGrants.fromTopic(topic).publish(fn);
    }
    return fn;
  };
}
