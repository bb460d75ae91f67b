import { useFakeGitHub } from './fake-github.test.support';
import { createGitHub } from './github';

const server = useFakeGitHub();

describe('createGitHub with beforeTry', () => {
  it('asks before each try is sent whether it may be, after what it waited for, and throws why it may not', async () => {
    const gitHub = createGitHub();
    const route = 'POST /repos/{owner}/{repo}/issues' as const;
    const request = {
      ...{ route, parameters: { owner: 'a', repo: 'b', title: 'c' }, spends: { appId: 1 } },
      ...{ baseUrl: server().url, token: 'token', remainingMilliseconds: () => 20_000 },
    };
    const over = new Error('overtaken');
    const limited = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'slow down' } };
    server().on('POST /repos/a/b/issues', limited);
    let asked = 0;
    const beforeTry = async () => {
      asked += 1;
      if (asked > 1) throw over;
    };
    await expect(gitHub.request({ ...request, beforeTry })).rejects.toBe(over);
    expect([asked, server().requests.length]).toEqual([2, 1]);

    server().on('POST /repos/a/b/issues', { ...limited, headers: { 'retry-after': '2' } });
    const tooLittle = { ...request, remainingMilliseconds: () => 2_900 };
    expect(await gitHub.request(tooLittle)).toMatchObject({ kind: 'throttled' });
    await expect(gitHub.request({ ...request, beforeTry })).rejects.toBe(over);
    expect([asked, server().requests.length]).toEqual([3, 2]);
  });

  it('sends nothing where asking took the time that there was', async () => {
    server().on('POST /repos/a/b/issues', { status: 201, body: {} });
    let left = 20_000;
    const outcome = await createGitHub().request({
      ...{ route: 'POST /repos/{owner}/{repo}/issues', parameters: { owner: 'a', repo: 'b', title: 'c' } },
      ...{ baseUrl: server().url, token: 'token', remainingMilliseconds: () => left },
      beforeTry: async () => {
        left = 900;
      },
    });
    expect([outcome.kind, server().requests.length]).toEqual(['unavailable', 0]);
  });
});
