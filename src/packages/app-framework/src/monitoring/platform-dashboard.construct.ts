import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Figures } from './figures.construct';

const height = 5;
const width = 8;

/** All of a deployment on one screen: three rows of three graphs, however many handlers, Apps and installations there are. */
export function platformDashboard(
  scope: Construct,
  { delivery, platform, ledger, ofCredentials }: Figures,
  alarms: readonly IAlarm[],
): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard');
  const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
    new GraphWidget({ title, width, height, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
  if (alarms.length > 0)
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 3, alarms: [...alarms] }));
  dashboard.addWidgets(
    graph('Deliveries', [
      delivery('DeliveriesPublished'),
      delivery('DeliveriesUnrouted'),
      delivery('DeliveriesFailed'),
      delivery('SignaturesRefused'),
    ]),
    graph('Work of handlers', [platform('EventProcessed'), platform('ErrorOccurred'), delivery('DeliveriesParked')]),
    graph(
      'From arrival to done (ms)',
      ['p50', 'p95', 'p99'].map((statistic) => platform('HandlingTime', { statistic, label: statistic })),
    ),
  );
  dashboard.addWidgets(
    graph(
      'Least left of GitHub’s limits',
      ofCredentials ? [ofCredentials.percentLeft] : [],
      ofCredentials ? [ofCredentials.callsLeft] : [],
    ),
    graph(
      'Installations',
      ofCredentials ? [ofCredentials.counted('ActiveInstallations', { statistic: Stats.MAXIMUM })] : [],
      [platform('InstallationDeleted')],
    ),
    graph('Tokens and sign-ins', [
      ...(ofCredentials ? [ofCredentials.counted('TokensMinted')] : []),
      platform('UserTokenRefreshed'),
      platform('UserTokenRefreshFailed'),
      platform('AuthSuccess'),
      platform('AuthFailed'),
    ]),
  );
  dashboard.addWidgets(
    graph('Triggers', [
      platform('TriggerExecuted'),
      platform('TriggerSucceeded'),
      platform('TriggerFailed'),
      platform('JobFoundLate'),
    ]),
    graph(
      'Missing and waiting',
      [
        ledger('MissingDeliveries', Stats.MAXIMUM),
        ledger('MissingEvents', Stats.MAXIMUM),
        ledger('WaitingEvents', Stats.MAXIMUM),
      ],
      [ledger('OldestUnpublished', Stats.MAXIMUM)],
    ),
    graph('Probes of the bus that were lost', [delivery('BusProbesLost')]),
  );
  return dashboard;
}
