import type { SignedCalls } from '../deployments/signed-call';
import { mayAsk } from './may-ask';

/** An alarm, as far as it tells somebody. */
export interface WatchedAlarm {
  readonly name: string;
  /** What it says to whom it wakes. */
  readonly text: string;
  /** Whether what it is to do is switched on. */
  readonly isOn: boolean;
  /** ARNs of what it does when it begins. */
  readonly actions: readonly string[];
}

/** The alarms whose names begin so. */
export type AlarmsOf = (prefix: string) => Promise<readonly WatchedAlarm[]>;

const target = 'GraniteServiceVersion20100801.DescribeAlarms';

/** Alarms of CloudWatch, asked as whoever runs this. */
export function createAlarms(calls: SignedCalls): AlarmsOf {
  return async (prefix) => {
    const found: WatchedAlarm[] = [];
    let NextToken: unknown;
    do {
      const input = { AlarmNamePrefix: prefix, MaxRecords: 100, ...(NextToken !== undefined && { NextToken }) };
      const answer = await mayAsk('cloudwatch:DescribeAlarms', calls.json({ service: 'monitoring', target, input }));
      const { MetricAlarms: alarms, NextToken: next } = Object(answer);
      for (const { AlarmName, AlarmDescription, ActionsEnabled, AlarmActions } of Array.isArray(alarms) ? alarms : [])
        found.push({
          name: String(AlarmName),
          text: String(AlarmDescription ?? ''),
          isOn: ActionsEnabled !== false,
          actions: [AlarmActions ?? []].flat().map(String),
        });
      NextToken = next ?? undefined;
    } while (NextToken !== undefined);
    return found;
  };
}
