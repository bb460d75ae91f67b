import { createConfigSource } from '../event-context/config-source';
import { InvalidConfig } from '../event-context/do-not-retry';
import type { ConfigPlace } from '../event-context/given';
import { type ReadFile, readConfigFile } from './config-file';
import { type Policy, replaced, strengthened } from './policy';

export interface PolicySettings {
  /** Of the deployment. */
  readonly base: Policy;
  /** Name of the file in `.github`. */
  readonly file: string;
  readonly now: () => Date;
}

export interface FoundPolicy {
  readonly policy: Policy;
  /** What does not count of which file, for the log and the check. */
  readonly problems: readonly string[];
}

/**
 * What is done in a repository: what its own file says, else that of its organisation, else the deployment. What the organisation names is done in
 * any case, unless it lets its repositories replace that. Both files are read from default branches: no pull request changes what it is judged by.
 */
export function createReadPolicy({ base, file, now }: PolicySettings) {
  const path = `.github/${file}`;
  const find = createConfigSource({ now });

  /** @throws Error where it cannot be told what a file says: what nobody read demands nothing, and may demand much */
  return async function read(place: ConfigPlace): Promise<FoundPolicy> {
    const [organisation, own] = [await fileIn({ ...place, repo: '.github' }), await fileIn(place)];
    const asked = replaced(replaced(base, organisation.part), own.part);
    const policy = organisation.repositories === 'replace' ? asked : strengthened(asked, organisation.part);
    const told = ({ problems, name }: NamedFile) => problems.map(({ message, line }) => `${name}:${line}: ${message}`);
    return { policy, problems: [...told(organisation), ...told(own)] };
  };

  async function fileIn(place: ConfigPlace): Promise<NamedFile> {
    const name = `${place.owner}/${place.repo}/${path}`;
    const nothing = { part: {}, repositories: 'strengthen', problems: [] } as const;
    try {
      const found = await find(place, path);
      return found ? { ...(await readConfigFile(found.text)), name } : { ...nothing, name };
    } catch (error) {
      if (!(error instanceof InvalidConfig)) throw error;
      const problems = error.problems.map((message) => ({ path: [], message, level: 'failure' as const, line: 1 }));
      return { ...nothing, problems, name };
    }
  }
}

interface NamedFile extends ReadFile {
  readonly name: string;
}
