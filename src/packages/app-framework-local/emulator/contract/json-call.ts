import type { Credentials } from '../../src/aws/identities';
import type { GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';

export interface JsonCall {
  readonly service: 'events' | 'logs' | 'secretsmanager' | 'sqs' | 'ssm' | 'states' | 'wafv2';
  readonly operation: string;
  readonly input: object;
  /** The administrator's by default. */
  readonly credentials?: Credentials;
}

const targets = {
  events: 'AWSEvents',
  logs: 'Logs_20140328',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  ssm: 'AmazonSSM',
  states: 'AWSStepFunctions',
  wafv2: 'AWSWAF_20190729',
};

export interface JsonAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what a test is about
  readonly body: any;
}

/** Calls an operation of a service that speaks AWS's JSON protocol, without its client. */
export async function jsonCall(given: GivenEmulator, call: JsonCall): Promise<JsonAnswer> {
  const { service, operation, input, credentials = given.administrator } = call;
  const { status, text } = await signedCall({
    url: `${given.endpoint}/`,
    credentials,
    service,
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${targets[service]}.${operation}` },
  });
  return { status, body: text ? JSON.parse(text) : undefined };
}
