import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { deploymentName } from '../aws/deployment-name.construct';
import { deliveryMetric, workMetric } from './alarms.construct';

/** What is counted of the webhooks of a deployment. */
export abstract class MeasuredWebhooks extends Construct {
  protected readonly deployment: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deployment = deploymentName(this);
  }

  /** How many deliveries reached the bus, each once. */
  metricPublished(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesPublished', this.deployment, options);
  }

  /** How many came again after they were published: GitHub's redeliveries, and repetitions on the way. */
  metricRepeated(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesRepeated', this.deployment, options);
  }

  /** How many requests had a signature that fits no secret. */
  metricSignaturesRefused(options?: MetricOptions): Metric {
    return deliveryMetric('SignaturesRefused', this.deployment, options);
  }

  /** How many were answered with 500, because a service did not take them. */
  metricFailed(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesFailed', this.deployment, options);
  }

  /** How many no handler gets, pings aside: a repository that took over the name of another shows here. */
  metricUnrouted(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesUnrouted', this.deployment, options);
  }

  /** How many were of accounts that `accounts` does not allow: they are kept, and not handled. */
  metricHeldBack(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesHeldBack', this.deployment, options);
  }

  /** How many pings of GitHub came through to the bus: an App, its secret and this deployment fit together. */
  metricPings(options?: MetricOptions): Metric {
    return deliveryMetric('PingsReceived', this.deployment, options);
  }

  /** How many a handler with `newestWins` left out, because a later one overtook them. */
  metricOvertaken(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesOvertaken', this.deployment, options);
  }

  /** How many probes did not come back from the bus within a minute. */
  metricProbesLost(options?: MetricOptions): Metric {
    return deliveryMetric('BusProbesLost', this.deployment, options);
  }

  /** How many times the addresses that GitHub posts from could not be read for the firewall. */
  metricHookRangesNotRefreshed(options?: MetricOptions): Metric {
    return deliveryMetric('HookRangesNotRefreshed', this.deployment, options);
  }

  /** How many people could not sign in for a reason that is ours: a service of AWS, or a client that GitHub does not take. */
  metricSignInsFailed(options?: MetricOptions): Metric {
    return workMetric('AuthFailed', this.deployment, options);
  }

  /** How many times work did not go on after its person had signed in. */
  metricAsksNotResumed(options?: MetricOptions): Metric {
    return deliveryMetric('AsksNotResumed', this.deployment, options);
  }

  /** How many commands were not run and nobody answered, because GitHub does not tell the App what their author may do. */
  metricRightsNotTold(options?: MetricOptions): Metric {
    return deliveryMetric('RightsNotTold', this.deployment, options);
  }

  /** How many times a handler gave up an event, after its last try or by `doNotRetry`. */
  metricParked(options?: MetricOptions): Metric {
    return deliveryMetric('DeliveriesParked', this.deployment, options);
  }

  /** How many times a handler did its work on an event, or found that there was nothing to do. */
  metricProcessed(options?: MetricOptions): Metric {
    return workMetric('EventProcessed', this.deployment, options);
  }

  /** How many tries of handlers failed; most are tried again. */
  metricErrors(options?: MetricOptions): Metric {
    return workMetric('ErrorOccurred', this.deployment, options);
  }

  /** How many had a body that the same instance of the receiver took under another delivery id before: somebody may replay it. */
  metricBodiesRepeated(options?: MetricOptions): Metric {
    return deliveryMetric('BodiesRepeated', this.deployment, options);
  }

  /** How many had another body than the one that was posted under their delivery id before: somebody replays under ids of others. */
  metricBodiesRefused(options?: MetricOptions): Metric {
    return deliveryMetric('BodiesRefused', this.deployment, options);
  }
}
