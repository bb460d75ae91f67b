import type { DoctorWorld } from './doctor-world.test.support';

/** Something that is wrong, and what the doctor says of it. */
export interface Fault {
  readonly fault: string;
  readonly check: string;
  readonly inject: (world: DoctorWorld) => void;
  readonly what: RegExp;
  readonly command?: RegExp;
  readonly link?: RegExp;
}

/** What keeps people from being told, and tables from being restored. */
export const alarmFaults: readonly Fault[] = [
  {
    fault: 'alarms that nobody hears',
    check: 'alarms',
    inject: ({ topic }) => void topic.set('SubscriptionsConfirmed', '0').set('SubscriptionsPending', '1'),
    what: /^Nobody hears 2 alarms: the topic alerts has no confirmed subscription, and 1 that nobody has confirmed\.$/,
    link: /sns\/v3\/home\?region=us-east-1#\/topic\/arn:aws:sns:us-east-1:000000000000:alerts$/,
  },
  {
    fault: 'alarms whose topic somebody deleted',
    check: 'alarms',
    inject: ({ on }) =>
      on('/sns/', { status: 404, body: '<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>' }),
    what: /^Nobody hears 2 alarms: the topic alerts is not there\.$/,
  },
  {
    fault: 'an alarm that somebody switched off',
    check: 'alarms',
    inject: ({ alarms: [, parked] }) => void Object.assign(parked ?? {}, { ActionsEnabled: false }),
    what: /^The deployment has 2 alarms, and 1 is switched off, such as bot-Parked\.$/,
  },
  {
    fault: 'a topic of alarms under a key that CloudWatch may not use',
    check: 'alarms',
    inject: ({ topic }) => void topic.set('KmsMasterKeyId', 'alias/aws/sns'),
    what: /^CloudWatch cannot publish to the topic alerts of 2 alarms: it is encrypted with a key of AWS\.$/,
  },
  ...['apps', 'ledger', 'tokens', 'jobs'].map((table) => ({
    fault: `the table ${table} without point-in-time recovery`,
    check: 'backups',
    inject: ({ unprotected }: DoctorWorld) => void unprotected.add(table),
    what: new RegExp(`^The table ${table} has no point-in-time recovery`),
  })),
];
