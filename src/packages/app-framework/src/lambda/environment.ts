/**
 * The value of an environment variable that the function cannot do without.
 * @throws Error that names the variable, when it is absent or empty
 */
export function requiredVariable<Name extends string>(name: Name): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set. The construct sets it: deploy the stack again.`);
}
