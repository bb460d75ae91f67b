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
