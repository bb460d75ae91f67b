// `node bench/context-calls.mjs`: how many calls of GitHub the whole context of a pull request takes, by the number of its files. No network.
import { tsImport } from 'tsx/esm/api';
import { whole } from './report.mjs';

const room = '../src/packages/app-framework/src/repository-context';
const pageSize = 100;
const mostFilesOfADiff = 300;
/** Repository, details, diff, and three kinds of comments. */
const besidesFiles = 6;

/** Details, repository, files, diff and comments, read as the step `getPullRequest` does: all calls, and those of a second look where nothing has changed. */
export async function measureContextCalls({ sizes = [1, 30, 300, 3_000] } = {}) {
  const load = (file) => tsImport(`${room}/${file}.ts`, import.meta.url);
  const [{ createRepositoryContext }, { createAnswerMemory, createConditionalAsk }] = await Promise.all(
    ['repository-context', 'conditional-ask'].map(load),
  );
  const measured = [];
  for (const files of sizes) {
    const gitHub = countingGitHub(files);
    const memory = createAnswerMemory();
    const look = async () => {
      const ask = createConditionalAsk({ ask: gitHub.ask, memory, whose: 'bench' });
      const context = createRepositoryContext(ask);
      const pull = context.pullRequest(1);
      const before = gitHub.counted();
      for (const read of [context.repository, pull.details, pull.files, pull.diff, pull.comments]) await read();
      const after = gitHub.counted();
      return { calls: after.calls - before.calls, counted: after.limit - before.limit };
    };
    measured.push({ files, first: await look(), second: await look() });
  }
  return measured;
}

/** A pull request of so many files, with GitHub's pages, its ETags, and no diff above 300 files. */
function countingGitHub(files) {
  let [calls, limit] = [0, 0];
  const list = Array.from({ length: files }, (_, index) => ({
    filename: `src/${index}.ts`,
    status: 'modified',
    additions: 1,
    deletions: 1,
    patch: `@@ -1 +1 @@\n-${index}\n+${index + 1}`,
  }));
  const answer = ({ route, parameters: { page = 1 } = {}, format }) => {
    if (format === 'diff') {
      if (files <= mostFilesOfADiff) return { data: 'diff --git a/x b/x\n' };
      return { kind: 'unprocessable', status: 406, request: route, message: 'too large' };
    }
    if (!route.endsWith('/files')) return { data: route.includes('comments') || route.includes('reviews') ? [] : {} };
    const [from, to] = [(page - 1) * pageSize, page * pageSize];
    return {
      data: list.slice(from, to),
      ...(to < files && { nextPage: { per_page: pageSize, page: Number(page) + 1 } }),
    };
  };
  return {
    counted: () => ({ calls, limit }),
    ask: async (question) => {
      calls += 1;
      const said = { kind: 'answered', status: 200, etag: '"1"', ...answer(question) };
      if (said.kind === 'answered' && question.etag === said.etag) return { ...said, status: 304, data: undefined };
      limit += 1;
      return said;
    },
  };
}

/** What `measureContextCalls` measured, as a figure. */
export function contextCallsFigure(measured) {
  const mostOf = (files) => besidesFiles + Math.ceil(files / pageSize);
  const over = measured.filter(({ files, first }) => first.calls > mostOf(files));
  return {
    title: 'Calls for the context of a pull request',
    method:
      'Details, repository, files, diff and no comments, against a counting stand-in with pages of 100, ETags, and no diff of more than 300 files. ' +
      'The second look finds nothing changed, which GitHub does not count. **Must:** one call a page of files, and six besides.',
    columns: ['files', 'calls', 'calls of a second look', 'of these counted by GitHub'],
    rows: measured.map(({ files, first, second }) => [files, first.calls, second.calls, second.counted].map(whole)),
    summary: [
      [
        `calls for the context of ${measured.map(({ files }) => whole(files)).join(' / ')} files`,
        measured.map(({ files }) => whole(mostOf(files))).join(' / '),
        measured.map(({ first }) => whole(first.calls)).join(' / '),
      ],
    ],
    faults: over.map(({ files, first }) => `${first.calls} calls for ${files} files`),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { printFigure } = await import('./report.mjs');
  const figure = contextCallsFigure(await measureContextCalls());
  printFigure(figure);
  process.exitCode = figure.faults.length > 0 ? 1 : 0;
}
