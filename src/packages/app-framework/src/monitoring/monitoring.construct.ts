import type { Dashboard, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Health } from '../health/health.construct';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { Workflows } from '../workflows/workflows.construct';
import { type Figures, figuresOf } from './figures.construct';
import { type AlarmThresholds, PlatformAlarms } from './platform-alarms.construct';
import { platformDashboard } from './platform-dashboard.construct';
import { type Watched, watchedOf } from './watched.construct';

/** What a {@link Monitoring} watches. */
export interface MonitoringProps {
  readonly webhooks: WebhookIngestion;
  /**
   * The workflows of the deployment.
   * @default none
   */
  readonly workflows?: Workflows;
}

/**
 * Watches a deployment from outside of what it watches: one dashboard, and alarms on what a GitHub App is for.
 *
 * @example
 * const monitoring = new Monitoring(this, 'Monitoring', { webhooks, workflows });
 * monitoring.alarmOn(new SnsAction(topic));
 * monitoring.platformDashboard();
 */
export class Monitoring extends Construct {
  /** Answers `GET` with 200 or 503, to everybody, and says no more. */
  readonly healthUrl: string;
  /** URL that tells callers with {@link grantReadHealth} what was looked at and found. */
  readonly healthEndpoint: string;
  private readonly health: Health;
  private readonly figures: Figures;
  private readonly watched: Watched;
  private alarms: PlatformAlarms | undefined;

  constructor(scope: Construct, id: string, { webhooks, workflows }: MonitoringProps) {
    super(scope, id);
    this.watched = watchedOf(webhooks, workflows);
    this.figures = figuresOf(this.watched);
    // Beside the API that has its route, whatever the stack of this construct is.
    this.health = new Health(webhooks, 'Health', webhooks.foundation);
    this.healthUrl = this.health.publicUrl;
    this.healthEndpoint = this.health.details.endpoint;
  }

  /**
   * Makes the alarms on rates, latency, limits, installations, tokens, tables, the certificate, and on what no longer runs, each with the action.
   * Those of `CredentialManager`, `WebhookIngestion` and `Workflows` are theirs. Can be called once.
   */
  alarmOn(action: IAlarmAction, thresholds: AlarmThresholds = {}): PlatformAlarms {
    const { figures, watched } = this;
    this.alarms = new PlatformAlarms(this, 'Alarms', { ...thresholds, action, figures, watched });
    return this.alarms;
  }

  /** Lets `grantee` read what the last look at the health of the deployment found, by a `GET` of `healthEndpoint` that it signs. */
  grantReadHealth(grantee: IGrantable): Grant {
    return this.health.details.grantCall(grantee);
  }

  /** Makes one dashboard of all, named by CloudFormation. It shows the alarms that `alarmOn` made before. Can be called once. */
  platformDashboard(): Dashboard {
    return platformDashboard(this, this.figures, this.alarms?.all ?? []);
  }
}
