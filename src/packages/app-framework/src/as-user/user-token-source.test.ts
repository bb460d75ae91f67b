import { useFakeAws } from '../aws/aws-environment.test.support';
import { field } from '../lambda/parsed-json';
import { createUserTokenSource } from './user-token-source';

const aws = useFakeAws();
const request = { host: 'api.github.com', appId: 7, deliveryKey: 'api.github.com#7#d1', userId: 5 };

describe('createUserTokenSource', () => {
  it('has each command that asks at the same time wait by its own link, and equal ones by one', async () => {
    aws().on('POST /', ({ body }) => {
      const command = field(field(body, 'ask'), 'command');
      return { body: { signInUrl: `https://api.example.com/auth/login?ask=${String(command)}` } };
    });
    const userToken = createUserTokenSource({ endpoint: `${aws().url}/` });
    const links = await Promise.all(
      ['one', 'two', 'one'].map((command) =>
        userToken({ ...request, ask: { handler: 'deploy', command } }, () => 20_000),
      ),
    );
    const link = (command: string) => ({ signInUrl: `https://api.example.com/auth/login?ask=${command}` });
    expect(links).toEqual([link('one'), link('two'), link('one')]);
    expect(aws().requests).toHaveLength(2);
  });
});
