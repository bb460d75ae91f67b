import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { administrator, region } from './deployment';
import type { Identity } from './identities';

interface AwsJsonCall {
  readonly service: 'events' | 'secretsmanager' | 'sqs' | 'states' | 'wafv2';
  /** Such as `AmazonSQS.SetQueueAttributes`. */
  readonly target: string;
  /** Of AWS's JSON protocol. */
  readonly version: '1.0' | '1.1';
  readonly input: object;
  /** Whoever runs the suite when absent. */
  readonly as?: Identity;
}

/** Calls a service of which a few calls are needed only: no client is worth it. */
export async function awsJsonCall({ service, target, version, input, as }: AwsJsonCall): Promise<unknown> {
  const endpoint = process.env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.amazonaws.com`;
  const { protocol, hostname, host, port } = new URL(endpoint);
  const credentials = as ?? administrator.lambda.config.credentials;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: '/',
    headers: { host, 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body,
  });
  const answer = await fetch(`${endpoint}/`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.ok) return text === '' ? {} : JSON.parse(text);
  throw new Error(`AWS refused ${target} with ${answer.status}: ${text}`);
}
