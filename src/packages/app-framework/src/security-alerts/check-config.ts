import { mostConfigBytes } from '../event-context/config-text';
import { field } from '../lambda/parsed-json';
import { type PlacedProblem, readConfigFile } from '../security-findings/config-file';
import { type AskGitHub, listIn, textIn } from '../security-verdicts/ask-github';
import type { Place } from '../security-verdicts/open-findings';
import { type CheckOutput, mostAnnotations } from './check-outputs';

export interface ConfigOfPull {
  readonly ask: AskGitHub;
  readonly place: Place;
  /** Path of the configuration. */
  readonly path: string;
  readonly number: number;
  readonly sha: string;
}

/** What a pull request makes of the configuration; absent where it does not change it. */
export async function configOutput({ ask, place, path, number, sha }: ConfigOfPull): Promise<CheckOutput | undefined> {
  const files = await ask.all('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', { ...place, pull_number: number });
  const changed = files.kind === 'answered' && listIn(files.data).find((file) => textIn(file, 'filename') === path);
  if (!changed || textIn(changed, 'status') === 'removed') return undefined;
  const asked = await ask.ask('GET /repos/{owner}/{repo}/contents/{path}', { ...place, path, ref: sha });
  if (asked.kind === 'refused') return undefined;
  return outputOf(path, await problemsIn(asked.data));
}

async function problemsIn(file: unknown): Promise<readonly PlacedProblem[]> {
  const [size, content] = [field(file, 'size'), field(file, 'content')];
  const whole = (message: string) => [{ path: [], message, level: 'failure' as const, line: 1 }];
  if (typeof size !== 'number' || typeof content !== 'string') return whole('It is no file.');
  if (size > mostConfigBytes) return whole(`It has ${size} bytes, and ${mostConfigBytes} are read.`);
  return (await readConfigFile(Buffer.from(content, 'base64').toString())).problems;
}

function outputOf(path: string, problems: readonly PlacedProblem[]): CheckOutput {
  const annotations = problems.slice(0, mostAnnotations).map(({ message, level, line }) => ({
    ...{ path, start_line: line, end_line: line, annotation_level: level, message },
  }));
  const failures = problems.filter(({ level }) => level === 'failure').length;
  const summary =
    failures === 0
      ? 'All that stands there about security alerts counts once it is merged.'
      : 'What is wrong would not count, and what is done without it would be done: nothing is switched off by a mistake.';
  return {
    conclusion: failures === 0 ? 'success' : 'failure',
    title: failures === 0 ? 'The configuration is valid' : `${failures} of the configuration would not count`,
    summary,
    ...(annotations.length > 0 && { annotations }),
  };
}
