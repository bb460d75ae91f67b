import { failureOf } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';
import { mostConfigBytes } from './config-text';
import { fewProblems, InvalidConfig } from './do-not-retry';
import type { ConfigPlace } from './given';

export interface ConfigFile {
  /** `owner/repository/path`. */
  readonly name: string;
  readonly text: string;
}

/** How long a file that is not there is not asked for again: GitHub counts each such question. */
const absentMilliseconds = 60_000;
/** What was read is asked for again each time, by its ETag, which GitHub does not count. It is forgotten after an hour without a question. */
const keptMilliseconds = 3_600_000;

/** Files of default branches, as they are now, kept in this process. */
export function createConfigSource({ now }: { readonly now: () => Date }) {
  const absent = createShortMemory<true>({ lifetimeMilliseconds: absentMilliseconds, now });
  const read = createShortMemory<{ readonly etag: string; readonly text: string }>({
    lifetimeMilliseconds: keptMilliseconds,
    now,
  });

  /** @throws InvalidConfig for what is no file, or a large one */
  return async function find({ octokit, installationId, owner, repo }: ConfigPlace, path: string) {
    const name = `${owner}/${repo}/${path}`;
    const key = [octokit.request.endpoint.DEFAULTS.baseUrl, installationId, name].join(' ');
    if (absent.recall(key)) return undefined;
    const known = read.recall(key);
    try {
      const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
        owner,
        repo,
        path,
        headers: known ? { 'if-none-match': known.etag } : {},
      });
      const text = textOf(name, data);
      if (headers.etag !== undefined) read.remember(key, { etag: headers.etag, text });
      return { name, text };
    } catch (error) {
      if (known && field(error, 'status') === 304) {
        read.remember(key, known);
        return { name, text: known.text };
      }
      const request = `GET ${name}`;
      const failure = failureOf({ request, error, secrets: [], now: now() });
      if (failure.kind === 'not-found') {
        absent.remember(key, true);
        return undefined;
      }
      if (failure.kind !== 'forbidden') throw error;
      const advice = 'The App needs the permission contents: read, and the handler a token that has it.';
      throw new Error(`${name} was not read, for GitHub answered ${failure.status}: ${failure.message}. ${advice}`, {
        cause: error,
      });
    }
  };
}

function textOf(name: string, data: unknown): string {
  const [size, content] = [field(data, 'size'), field(data, 'content')];
  if (typeof size !== 'number' || typeof content !== 'string' || field(data, 'type') !== 'file') {
    throw new InvalidConfig(name, ['it is no file']);
  }
  if (size > mostConfigBytes) {
    throw new InvalidConfig(name, fewProblems([`it has ${size} bytes, and ${mostConfigBytes} are read`]));
  }
  return Buffer.from(content, 'base64').toString();
}
