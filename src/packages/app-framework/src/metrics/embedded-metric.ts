/** Whom the metrics of this product name as their service. */
export const service = 'Credential Manager';
export type MetricService = typeof service;

/** Metrics that count together for each combination of values of some dimensions. */
export interface MetricSet {
  /** Names of members of the line. */
  readonly dimensions: readonly string[];
  readonly metrics: readonly {
    /** Name of a member of the line. */
    readonly Name: string;
    readonly Unit: 'Count' | 'Percent' | 'Seconds' | 'Milliseconds';
  }[];
}

export interface EmbeddedMetric {
  readonly namespace: string;
  readonly at: Date;
  readonly sets: readonly MetricSet[];
}

/**
 * The member that makes a line of a log a metric: CloudWatch's embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). Its values and
 * those of its dimensions stand beside it in the line.
 */
export function embeddedMetric({ namespace, at, sets }: EmbeddedMetric) {
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: sets.flatMap(({ dimensions, metrics }) =>
        inParts(metrics).map((part) => ({
          Namespace: namespace,
          Dimensions: [dimensions],
          Metrics: part,
        })),
      ),
    },
  };
}

/** CloudWatch takes no directive with more metrics. */
const mostMetrics = 100;

function inParts<Metric>(metrics: readonly Metric[]): readonly (readonly Metric[])[] {
  if (metrics.length <= mostMetrics) return [metrics];
  return [metrics.slice(0, mostMetrics), ...inParts(metrics.slice(mostMetrics))];
}
