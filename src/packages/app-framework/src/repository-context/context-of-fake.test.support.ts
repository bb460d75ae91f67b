import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createAnswerMemory, createConditionalAsk } from './conditional-ask';
import { createRepositoryContext } from './repository-context';

/** The context of `octo-org/web` at a fake GitHub, through the door. */
export function useRepositoryContext() {
  const gitHub = useFakeGitHub();
  let memory = createAnswerMemory();
  beforeEach(() => {
    memory = createAnswerMemory();
  });
  const door = createGitHub({ retryMilliseconds: 1 });
  const context = (whose = 'one') =>
    createRepositoryContext(
      createConditionalAsk({
        memory,
        whose,
        ask: (question) =>
          door.request({
            ...question,
            baseUrl: gitHub().url,
            token: `ghs_${whose}`,
            parameters: { owner: 'octo-org', repo: 'web', ...question.parameters },
            remainingMilliseconds: () => 5_000,
          }),
      }),
    );
  return { gitHub, context };
}

/** As many pages of a list as it takes, with links as GitHub's. */
export function paged(items: readonly object[], wrap: (page: readonly object[]) => unknown = (page) => page) {
  return ({ query, path }: { readonly query: Readonly<Record<string, string>>; readonly path: string }) => {
    const [size, page] = [Number(query.per_page ?? 30), Number(query.page ?? 1)];
    const link = `<https://api.github.com${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
    return {
      ...(page * size < items.length && { headers: { link } }),
      body: wrap(items.slice((page - 1) * size, page * size)),
    };
  };
}
