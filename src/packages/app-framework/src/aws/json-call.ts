import { field, parsedJson } from '../lambda/parsed-json';
import { endpointOf, type SignedService } from './service-endpoint';
import { type SignedAnswer, signedRequest } from './signed-request';

export interface JsonCall {
  readonly service: SignedService;
  /** Name of the API with its version, and of the operation, such as `AmazonSSM.GetParameter`. */
  readonly target: string;
  readonly input: unknown;
  /** Longest time until the whole answer is there. */
  readonly timeoutMilliseconds: number;
}

export interface JsonAnswer extends SignedAnswer {
  /** The answer, absent where it is no JSON. */
  readonly output: unknown;
  /** Name of the error that the service answers, without its name space; absent where it names none. */
  readonly errorName?: string;
}

const speakOlder: readonly SignedService[] = ['dynamodb', 'monitoring', 'sqs', 'states'];

/**
 * One call of a service that speaks AWS JSON (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), as the function's role.
 * @throws Error when there is no whole answer in time, not for what is answered
 */
export async function jsonCall({ service, target, input, timeoutMilliseconds }: JsonCall): Promise<JsonAnswer> {
  const answer = await signedRequest({
    service,
    url: `${endpointOf(service)}/`,
    headers: {
      'content-type': `application/x-amz-json-${speakOlder.includes(service) ? '1.0' : '1.1'}`,
      'x-amz-target': target,
    },
    body: JSON.stringify(input),
    timeoutMilliseconds,
  });
  const output = parsedJson(answer.body);
  const type = field(output, '__type');
  return { ...answer, output, ...(typeof type === 'string' && { errorName: type.replace(/^.*#/, '') }) };
}
