import { jsonCall } from './json-call';
import { versionIn } from './read-parameter';

/** A value for a parameter that is there. */
export interface ParameterValue {
  readonly name: string;
  readonly value: string;
  readonly timeoutMilliseconds: number;
}

/**
 * Writes a parameter of Parameter Store as the function's role
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html).
 * @returns the version that the value has now; absent where the store does not say
 * @throws Error for whatever is not success
 */
export async function writeParameter(parameter: ParameterValue): Promise<number | undefined> {
  const { name, value, timeoutMilliseconds } = parameter;
  const { status, output } = await jsonCall({
    service: 'ssm',
    target: 'AmazonSSM.PutParameter',
    input: { Name: name, Value: value, Overwrite: true },
    timeoutMilliseconds,
  });
  if (status !== 200) throw new Error(`Parameter Store did not take the value of ${name}: ${status}`);
  return versionIn(output);
}
