import { createConfigSource } from './config-source';
import { parsedConfig } from './config-text';
import { fewProblems, InvalidConfig } from './do-not-retry';
import type { RepositoryConfig } from './given';
import { checkedBy } from './standard-schema';

/**
 * What zod, valibot and others make by themselves (https://standardschema.dev): the part of it that checking a value takes.
 */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** The value as it is to be used, or what is wrong with it. */
    readonly validate: (value: unknown) => Checked<Output> | Promise<Checked<Output>>;
  };
}

export type Checked<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where the file of a repository is, and what may stand in it. */
export interface RepositoryConfigSettings<Config> {
  /** Name of the file in `.github`, such as `my-bot.yml`; JSON where it ends in `.json`. */
  readonly file: string;
  /** Of zod, valibot or whatever else makes a Standard Schema. Give each member a default: most repositories have no file. */
  readonly schema: StandardSchema<Config>;
  /** The time; the machine's when absent. */
  readonly now?: () => Date;
}

/**
 * What repositories can set for a bot, in a file of their own; `context.config` reads it.
 *
 * @example
 * const settings = repositoryConfig({ file: 'my-bot.yml', schema: z.object({ label: z.string().default('triage') }) });
 * @throws Error for what is no name of such a file
 */
export function repositoryConfig<Config>({
  file,
  schema,
  now = () => new Date(),
}: RepositoryConfigSettings<Config>): RepositoryConfig<Config> {
  if (!/^[\w-][\w.-]*\.(ya?ml|json)$/.test(file)) {
    throw new Error(
      `"${file}" is no name of a configuration: take one such as my-bot.yml, which is looked for in .github.`,
    );
  }
  const path = `.github/${file}`;
  const find = createConfigSource({ now });

  return {
    async readAt(place) {
      const found = (await find(place, path)) ?? (await find({ ...place, repo: '.github' }, path));
      const name = found?.name ?? `${place.owner}/${place.repo}/${path}`;
      const parsed = found ? await parsedConfig(found.text) : { value: {} };
      if ('problem' in parsed) throw new InvalidConfig(name, fewProblems([parsed.problem]));
      const checked = await checkedBy(schema, parsed.value);
      if ('value' in checked) return checked.value;
      throw new InvalidConfig(name, fewProblems(found ? checked.problems : ['it is not there', ...checked.problems]));
    },
  };
}
