import { type FromShape, flag, object, optional, text } from './json-shape';

/** What people do, and what they get back. `repository` is `<owner>/<name>`. */
export const repositoryChange = object({
  repository: text,
  name: optional(text),
  private: optional(flag),
  sender: optional(text),
});
export const repositoryRemoval = object({ repository: text, sender: optional(text) });

export type RepositoryChange = FromShape<typeof repositoryChange>;
