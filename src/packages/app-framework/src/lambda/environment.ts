/** What every function of ours finds in its environment. */
export interface HouseEnvironment {
  /** What the hosts of AWS end with in this partition, such as `amazonaws.com`. */
  readonly APP_FRAMEWORK_URL_SUFFIX: string;
}

/**
 * The value of an environment variable that the function cannot do without.
 * @throws Error that names the variable, when it is absent or empty
 */
export function requiredVariable<Name extends string>(name: Name): string {
  const value = optionalVariable(name);
  if (value !== undefined) return value;
  throw new Error(`The environment variable ${name} is not set. The construct sets it: deploy the stack again.`);
}

/** The value of an environment variable. Absent, too, where it is set to nothing. */
export function optionalVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** The AWS region that the environment names; absent where it names none. */
export function environmentRegion(): string | undefined {
  return optionalVariable('AWS_REGION') ?? optionalVariable('AWS_DEFAULT_REGION');
}
