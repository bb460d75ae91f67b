import { createHash } from 'node:crypto';
import { mostConfigBytes } from '../event-context/config-text';
import type { ConfigPlace } from '../event-context/given';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';
import { isFaulty, type ReadFile, readConfigFile } from './config-file';

export interface FaultyFile {
  readonly path: string;
  /** What stands there now, or why nothing can be read. */
  readonly text: string;
}

/** A mistake is mended by the next change: so far back it is looked for, and so long it is known. */
const mostVersions = 10;
const keptMilliseconds = 3_600_000;

/** Finds what a configuration said before somebody made a mistake in it. */
export function createLastGood({ now }: { readonly now: () => Date }) {
  const known = createShortMemory<{ readonly file: ReadFile | undefined }>({
    lifetimeMilliseconds: keptMilliseconds,
    now,
  });

  /** The newest version without a mistake; absent where there is none among the last ones. @throws Error where GitHub does not answer */
  return async function lastGood(place: ConfigPlace, { path, text }: FaultyFile): Promise<ReadFile | undefined> {
    const { octokit, installationId, owner, repo } = place;
    const hash = createHash('sha256').update(text).digest('hex');
    const key = [octokit.request.endpoint.DEFAULTS.baseUrl, installationId, owner, repo, path, hash].join(' ');
    const found = known.recall(key) ?? { file: await searched(place, path) };
    known.remember(key, found);
    return found.file;
  };
}

async function searched({ octokit, owner, repo }: ConfigPlace, path: string): Promise<ReadFile | undefined> {
  const common = { owner, repo, path };
  const listed = octokit.request('GET /repos/{owner}/{repo}/commits', { ...common, per_page: mostVersions });
  for (const commit of listIn(await dataOf(listed))) {
    const ref = field(commit, 'sha');
    if (typeof ref !== 'string') continue;
    const text = textIn(await dataOf(octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...common, ref })));
    const read = text === undefined ? undefined : await readConfigFile(text);
    if (read && !isFaulty(read)) return read;
  }
  return undefined;
}

/** A version that took the file away is none, and neither is a history that nobody may read. */
async function dataOf(answer: Promise<{ readonly data: unknown }>): Promise<unknown> {
  try {
    return (await answer).data;
  } catch (error) {
    const status = field(error, 'status');
    if (status === 404 || status === 409) return undefined;
    throw error;
  }
}

function listIn(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

function textIn(file: unknown): string | undefined {
  const [size, content] = [field(file, 'size'), field(file, 'content')];
  if (typeof size !== 'number' || size > mostConfigBytes || typeof content !== 'string') return undefined;
  return Buffer.from(content, 'base64').toString();
}
