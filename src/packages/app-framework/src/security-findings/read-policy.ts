import { createConfigSource } from '../event-context/config-source';
import { InvalidConfig } from '../event-context/do-not-retry';
import type { ConfigPlace } from '../event-context/given';
import { isFaulty, type ReadFile, readConfigFile } from './config-file';
import { createLastGood } from './last-good-file';
import { type Policy, partsTogether, replaced, strengthened } from './policy';
import { createSeenRepository } from './seen-repository';

export interface PolicySettings {
  /** Of the deployment. */
  readonly base: Policy;
  /** Name of the file in `.github`. */
  readonly file: string;
  readonly now: () => Date;
}

export interface FoundPolicy {
  readonly policy: Policy;
  /** What does not count of which file, for the log. */
  readonly problems: readonly string[];
  /** The same for whoever may read the repository, who may not read those of its organisation. */
  readonly notes: readonly string[];
  /** False where the organisation demands what nobody can read: nothing is well by it. */
  readonly isKnown: boolean;
}

/**
 * What is done in a repository: what its own file says, else that of its organisation, else the deployment. What the organisation names is done in
 * any case, unless it lets its repositories replace that. Both files are read from default branches: no pull request changes what it is judged by.
 * What a mistake takes away counts as it was before.
 */
export function createReadPolicy({ base, file, now }: PolicySettings) {
  const path = `.github/${file}`;
  const find = createConfigSource({ now });
  const lastGood = createLastGood({ now });
  const isSeen = createSeenRepository({ now });

  /** @throws Error where it cannot be told what a file says: what nobody read demands nothing, and may demand much */
  return async function read(place: ConfigPlace): Promise<FoundPolicy> {
    const theirs = { ...place, repo: '.github' };
    const [organisation, own] = [await fileIn(theirs), await fileIn(place)];
    const isUnseen = !organisation.isThere && !(await isSeen(theirs));
    const asked = replaced(replaced(base, organisation.part), own.part);
    const policy = organisation.repositories === 'replace' ? asked : strengthened(asked, organisation.part);
    const told = ({ problems, name }: NamedFile) => problems.map(({ message, line }) => `${name}:${line}: ${message}`);
    const notes = [
      isUnseen
        ? `Whether ${place.owner} demands more cannot be told: the App does not see its repository .github.`
        : '',
      organisation.problems.length > 0
        ? 'The configuration of the organisation has mistakes, which the log names.'
        : '',
      organisation.isKnown ? '' : 'Nobody knows what it demands until they are mended, and nothing is let through.',
      own.problems.length > 0 ? 'Of the configuration this does not count, and what stood there before does:' : '',
      ...told(own).map((one) => `- ${one}`),
    ];
    return {
      policy,
      problems: [...told(organisation), ...told(own)],
      notes: notes.filter((one) => one !== ''),
      isKnown: organisation.isKnown,
    };
  };

  async function fileIn(place: ConfigPlace): Promise<NamedFile> {
    const name = `${place.owner}/${place.repo}/${path}`;
    const { text, ...read } = await readNow(place, name);
    if (text === undefined || !isFaulty(read)) return { ...read, name, isThere: text !== undefined, isKnown: true };
    const before = await lastGood(place, { path, text });
    const named = { ...read, name, isThere: true, isKnown: before !== undefined };
    return before ? { ...named, part: partsTogether(before.part, read.part) } : named;
  }

  async function readNow(place: ConfigPlace, name: string): Promise<ReadFile & { readonly text?: string }> {
    const nothing = { part: {}, repositories: 'strengthen', problems: [] } as const;
    try {
      const found = await find(place, path);
      return found ? { ...(await readConfigFile(found.text)), text: found.text } : nothing;
    } catch (error) {
      if (!(error instanceof InvalidConfig)) throw error;
      const problems = error.problems.map((message) => ({ path: [], message, level: 'failure' as const, line: 1 }));
      return { ...nothing, problems, text: `${name}: ${error.problems.join()}` };
    }
  }
}

interface NamedFile extends ReadFile {
  readonly name: string;
  readonly isThere: boolean;
  /** Whether all that it demands is known. */
  readonly isKnown: boolean;
}
