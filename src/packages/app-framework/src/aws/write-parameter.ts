import { jsonCall } from './json-call';

/** A value for a parameter that is there. */
export interface ParameterValue {
  readonly name: string;
  readonly value: string;
  readonly timeoutMilliseconds: number;
}

/**
 * Writes a parameter of Parameter Store as the function's role
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html).
 * @throws Error for whatever is not success
 */
export async function writeParameter({ name, value, timeoutMilliseconds }: ParameterValue): Promise<void> {
  const { status } = await jsonCall({
    service: 'ssm',
    target: 'AmazonSSM.PutParameter',
    input: { Name: name, Value: value, Overwrite: true },
    timeoutMilliseconds,
  });
  if (status !== 200) throw new Error(`Parameter Store did not take the value of ${name}: ${status}`);
}
