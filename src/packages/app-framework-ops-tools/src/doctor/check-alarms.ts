import {
  type Check,
  type Finding,
  type Look,
  many,
  type WebhookDeployment,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { TopicOf } from './alarm-topic';
import type { AlarmsOf, WatchedAlarm } from './alarms-gauge';
import { lookAtEach } from './may-ask';

export interface AlarmCollaborators {
  readonly alarmsOf: AlarmsOf;
  readonly topicOf: TopicOf;
}

const isOfStack = (prefix: string) => !prefix.startsWith('/');
/** The names of another stack may begin alike: `bot-dev-…` are those of `bot-dev`, and not of `bot`. */
const isToldBy = (stack: string, text: string) => text.startsWith(`${stack}/`) || text.startsWith(`${stack}: `);
const isTopic = (arn: string) => arn.split(':')[2] === 'sns';
const accountOf = (arn: string) => arn.split(':')[4];
const ownKey = 'Give it a key of yours that cloudwatch.amazonaws.com may use: docs/monitoring.md shows how.';

/** Alarms are switched on, and somebody hears them. */
export function checkAlarms({ alarmsOf, topicOf }: AlarmCollaborators): Check<WebhookDeployment> {
  return {
    name: 'alarms',
    about: 'alarms are switched on, and their topics have subscribers',
    async look({ operations: { logGroups, webhookSecretArn } }): Promise<Look> {
      if (logGroups === undefined)
        return { unseen: ['The deployment does not say what its alarms are called: deploy it again.'] };
      const alarms: WatchedAlarm[] = [];
      // CloudFormation names both alike.
      for (const prefix of logGroups.filter(isOfStack))
        alarms.push(...(await alarmsOf(prefix)).filter(({ text }) => isToldBy(prefix.slice(0, -1), text)));
      if (alarms.length === 0)
        return { notHere: 'This deployment has no alarms: alarmOn of its constructs makes them.' };
      const findings: Finding[] = [];
      const off = alarms.filter(({ isOn }) => !isOn);
      if (off[0]) {
        const what = `The deployment has ${many(alarms.length, 'alarm')}, and ${many(off.length, 'is', 'are')} switched off, such as ${off[0].name}.`;
        findings.push({ what, todo: 'Have them act again: aws cloudwatch enable-alarm-actions --alarm-names …' });
      }
      const actions = alarms.flatMap((alarm) => alarm.actions);
      // Not wrong before anybody relies on it, as of a bot that was deployed just now.
      const silent = `The deployment has ${many(alarms.length, 'alarm')}, and none tells anybody: give alarmOn of its constructs an action, such as a topic, before people rely on it.`;
      if (actions.length === 0) return { findings, note: silent };
      const isHere = (arn: string) => accountOf(arn) === accountOf(webhookSecretArn);
      const topics = [...new Set(actions.filter(isTopic))];
      const countOf = (arn: string) => actions.filter((action) => action === arn).length;
      const seen = await lookAtEach(topics.filter(isHere), (arn) => heard({ arn, count: countOf(arn), topicOf }));
      const elsewhere = topics.filter((arn) => !isHere(arn));
      const note = elsewhere.map((arn) => `Whether somebody hears ${arn} is seen in its own account alone.`).join(' ');
      return { findings: [...findings, ...seen.findings], unseen: seen.unseen, ...(note !== '' && { note }) };
    },
  };
}

interface Telling extends Pick<AlarmCollaborators, 'topicOf'> {
  readonly arn: string;
  /** Alarms that tell it. */
  readonly count: number;
}

async function heard({ arn, count, topicOf }: Telling): Promise<Finding[]> {
  const topic = await topicOf(arn);
  const [, , , region, , name] = arn.split(':');
  if (!topic) {
    const what = `Nobody hears ${many(count, 'alarm')}: the topic ${name} is not there.`;
    return [{ what, todo: 'Give alarmOn of its constructs a topic that is there, and deploy.' }];
  }
  const { confirmed, pending, key } = topic;
  const link = `https://console.aws.amazon.com/sns/v3/home?region=${region}#/topic/${arn}`;
  const findings: Finding[] = [];
  if (confirmed === 0) {
    const asked = pending > 0 ? `, and ${pending} that nobody has confirmed` : '';
    const what = `Nobody hears ${many(count, 'alarm')}: the topic ${name} has no confirmed subscription${asked}.`;
    findings.push({ what, todo: 'Subscribe whoever is to be woken, who confirms it by the link that is sent.', link });
  }
  // Nobody can change its policy: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
  if (key?.endsWith('alias/aws/sns')) {
    const what = `CloudWatch cannot publish to the topic ${name} of ${many(count, 'alarm')}: it is encrypted with a key of AWS.`;
    findings.push({ what, todo: ownKey, link });
  }
  return findings;
}
