import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { administrator, region } from './deployment';
import { textAt } from './json';

/** The value of a parameter in Parameter Store. */
export async function readParameter(name: string): Promise<string> {
  return textAt(Object(await ask('GetParameter', { Name: name })).Parameter, 'Value');
}

export async function writeParameter(name: string, value: string): Promise<void> {
  await ask('PutParameter', { Name: name, Value: value, Type: 'String', Overwrite: true });
}

export async function deleteParameter(name: string): Promise<void> {
  await ask('DeleteParameter', { Name: name });
}

/** Three requests, for which the package of a whole client would be much. */
async function ask(operation: string, input: object): Promise<unknown> {
  const url = new URL(process.env.AWS_ENDPOINT_URL ?? `https://ssm.${region}.amazonaws.com/`);
  const body = JSON.stringify(input);
  const credentials = await administrator.lambda.config.credentials();
  const { headers } = await new SignatureV4({ service: 'ssm', region, credentials, sha256: Sha256 }).sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: url.pathname,
    query: {},
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonSSM.${operation}`,
    },
    body,
  });
  const answer = await fetch(url, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`Parameter Store refused ${operation} of ${JSON.stringify(input)}: ${answer.status}`);
  return answer.json();
}
