import { createRefusalCanary } from './refusal-canary';

const byCeiling = {
  status: 403,
  headers: { 'x-amzn-errortype': 'AccessDeniedError' },
  body: '{"message":"This goes beyond the ceiling of the caller: App 2."}',
};

function arrange(...answers: (typeof byCeiling | Error)[]) {
  const asked: unknown[] = [];
  const canary = createRefusalCanary({
    ask: async (body) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(JSON.parse(body));
      if (!answer || answer instanceof Error) throw answer ?? new Error('no answer');
      return answer;
    },
    retryMilliseconds: 1,
  });
  return { canary, asked };
}

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

describe('createRefusalCanary', () => {
  it('asks for another App and for another permission, and is content when the ceiling refuses both', async () => {
    const { canary, asked } = arrange(byCeiling);
    await canary();
    expect(asked).toEqual([
      { appId: 2, owner: 'canary' },
      { appId: 1, owner: 'canary', scopeDown: { permissions: { administration: 'write' } } },
    ]);
  });

  it.each([
    ['a token', { ...byCeiling, status: 200 }, 200],
    ['that there is no such App', { ...byCeiling, status: 404 }, 404],
    ['a refusal by IAM', { ...byCeiling, headers: { 'x-amzn-errortype': 'AccessDeniedException' } }, 403],
    ['a refusal for another reason', { ...byCeiling, body: '{"message":"suspended"}' }, 403],
  ])('fails on %s at once', async (_what, answer, status) => {
    const { canary, asked } = arrange(answer);
    await expect(canary()).rejects.toThrow(`the answer was ${status}`);
    expect(asked).toHaveLength(1);
  });

  it('fails where only the first ask is refused', async () => {
    const { canary } = arrange(byCeiling, { ...byCeiling, status: 404 });
    await expect(canary()).rejects.toThrow('a permission beyond the ceiling');
  });

  it('tries again where there is no clear answer', async () => {
    const { canary, asked } = arrange(new Error('timeout'), { ...byCeiling, status: 500 }, byCeiling);
    await canary();
    expect(asked).toHaveLength(4);
  });

  it('fails where there never is one', async () => {
    const { canary, asked } = arrange(new Error('timeout'));
    await expect(canary()).rejects.toThrow('unanswered');
    expect(asked).toHaveLength(3);
  });
});
