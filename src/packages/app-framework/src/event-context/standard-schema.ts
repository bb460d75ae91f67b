/**
 * What zod, valibot and others make by themselves (https://standardschema.dev): the part of it that checking a value takes.
 */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Checked<Output> | Promise<Checked<Output>>;
  };
}

type Checked<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

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
