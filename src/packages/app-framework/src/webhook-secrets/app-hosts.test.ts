import { parseAppHosts } from './app-hosts';

describe('parseAppHosts', () => {
  it('answers the host of an App, or the default', () => {
    const { hostOf, all } = parseAppHosts('{"default":"api.github.com","7":"ghe.example.com"}');
    expect([hostOf(7), hostOf(8)]).toEqual(['ghe.example.com', 'api.github.com']);
    expect(all).toEqual(['ghe.example.com', 'api.github.com']);
    expect(parseAppHosts('{"7":"ghe.example.com"}').hostOf(8)).toBeUndefined();
  });

  it('refuses a host that is no text', () => {
    expect(() => parseAppHosts('{"7":null}')).toThrow('names no host for 7');
  });
});
