import { taskOf } from '../handlers/task.test.support';

export const task = taskOf();
export const key = task.detail.delivery_key;
export const archiveKey = 'webhooks/one.json';
export const payload = {
  action: 'opened',
  repository: { id: 5, full_name: 'octo-org/web' },
  installation: { id: 8 },
  organization: { id: 4, login: 'octo-org' },
  sender: { id: 9_007_199_254_740_991, login: 'mona', type: 'User' },
};
export const deliveryRow = {
  Delivery: { S: key },
  Part: { S: 'delivery' },
  Event: { S: 'issues' },
  Status: { S: 'published' },
  ReceivedAt: { S: task.detail.received_at },
  ArchiveKey: { S: archiveKey },
  Own: { BOOL: false },
};

/** What a deployment with one handler consists of. */
export function operationsWith(handler: string) {
  return {
    repeatFunction: 'repeat',
    recoveryFunction: 'recover',
    webhookUrl: 'https://hooks.example.com',
    webhookSecretArn: 'arn',
    queues: { [handler]: `https://queues.example.com/${handler}` },
  };
}
