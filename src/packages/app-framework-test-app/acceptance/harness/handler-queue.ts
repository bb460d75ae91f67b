import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { administrator, region } from './deployment';
import { eventually } from './eventually';
import { untilUndone } from './until-undone';
import { webhookFunctionOf } from './webhook-functions';

const { lambda } = administrator;
const sqs = new SQSClient({ region });
const cloudWatch = new CloudWatchClient({ region });

/** Keeps a handler from getting what lies in its queue, until it is resumed. */
export async function pausedHandler(handler: string) {
  const { arn, environment } = await webhookFunctionOf({ handler });
  const QueueUrl = environment.APP_FRAMEWORK_WEBHOOK_QUEUE_URL ?? '';
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: arn }));
  const become = async (state: 'Enabled' | 'Disabled') => {
    for (const { UUID } of EventSourceMappings) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: state === 'Enabled' }));
      await eventually({ what: `the queue of ${handler} to be ${state}` }, async () => {
        const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
        return State === state || undefined;
      });
    }
  };
  const resume = untilUndone(() => become('Enabled'));
  await become('Disabled');
  return {
    resume,

    /** The message of a delivery is gone, as if the bus had never brought it. */
    async lose(deliveryId: string): Promise<void> {
      await eventually({ what: `the message of ${deliveryId}` }, async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        let isLost = false;
        for (const { Body = '', ReceiptHandle } of Messages) {
          if (Body.includes(deliveryId)) {
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
            isLost = true;
          } else await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
        }
        return isLost || undefined;
      });
    },

    /** CloudWatch knows of its oldest message that it is so old. Only a local AWS takes a figure of a queue from anybody. */
    async isBehind(seconds: number): Promise<void> {
      const Dimensions = [{ Name: 'QueueName', Value: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) }];
      // Before the minute that goes on: the figure of that is still to be made.
      const Timestamp = new Date(Date.now() - 120_000);
      const MetricData = [{ MetricName: 'ApproximateAgeOfOldestMessage', Dimensions, Timestamp, Value: seconds }];
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData }));
    },
  };
}
