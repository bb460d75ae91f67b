import type { SchemaIssue, StandardSchema } from './repository-config';

/** What the schema makes of a value, or what is wrong with it, a line each. */
export async function checkedBy<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
): Promise<{ readonly value: Output } | { readonly problems: readonly string[] }> {
  const checked = await schema['~standard'].validate(value);
  return checked.issues ? { problems: checked.issues.map(described) } : { value: checked.value };
}

function described({ message, path = [] }: SchemaIssue): string {
  const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return where === '' ? message : `${where}: ${message}`;
}
