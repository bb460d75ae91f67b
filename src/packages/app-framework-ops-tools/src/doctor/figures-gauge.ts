import type { Figures } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { SignedCalls } from '../deployments/signed-call';
import { mayAsk } from './may-ask';

const periodSeconds = 60;

/** Figures of CloudWatch, asked as whoever runs this. */
export function createFigures({ calls, now }: { readonly calls: SignedCalls; readonly now: () => Date }): Figures {
  return async ({ namespace, metric, dimension: [Name, Value], minutes }) => {
    const end = Math.ceil(now().getTime() / 1_000) + 1;
    const input = {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: [{ Name, Value }],
      StartTime: end - minutes * 60,
      EndTime: end,
      Period: periodSeconds,
      Statistics: ['Maximum'],
    };
    const target = 'GraniteServiceVersion20100801.GetMetricStatistics';
    const asking = calls.json({ service: 'monitoring', target, input });
    const answer = await mayAsk('cloudwatch:GetMetricStatistics', asking);
    const { Datapoints: points } = Object(answer);
    const values: number[] = (Array.isArray(points) ? points : []).map((point) => Number(Object(point).Maximum));
    return values.length === 0 ? undefined : Math.max(...values);
  };
}
