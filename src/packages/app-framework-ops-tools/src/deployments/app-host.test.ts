import fc from 'fast-check';
import { gitHostOf, isHostOf } from './app-host';

describe('gitHostOf', () => {
  it.each([
    ['https://api.github.com', 'github.com'],
    ['https://api.octo.ghe.com', 'octo.ghe.com'],
    ['https://github.example.com/api/v3', 'github.example.com'],
    ['https://github.example.com:8443/api/v3', 'github.example.com:8443'],
    ['https://api.github.com.example.com/api/v3', 'api.github.com.example.com'],
  ])('knows %s as %s', (url, host) => {
    expect(gitHostOf(url)).toBe(host);
  });
});

describe('isHostOf', () => {
  const domain = fc.domain().filter((name) => !/github\.com$|ghe\.com$/i.test(name));
  const port = fc.option(
    fc.integer({ min: 1, max: 65_535 }).filter((each) => each !== 443),
    { nil: undefined },
  );
  const server = fc.tuple(domain, port).map(([name, number]) => `${name}${number === undefined ? '' : `:${number}`}`);
  const app = fc.oneof(
    fc.constant({ url: 'https://api.github.com', host: 'github.com' }),
    fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/).map((name) => ({
      url: `https://api.${name}.ghe.com`,
      host: `${name}.ghe.com`,
    })),
    server.map((host) => ({ url: `https://${host}/api/v3`, host: host.toLowerCase() })),
  );
  const spelt = (host: string) => fc.mixedCase(fc.constant(host));

  it('takes the App’s own host, in whichever case', () => {
    fc.assert(
      fc.property(
        app.chain((one) => fc.tuple(fc.constant(one.url), spelt(one.host))),
        ([url, host]) => isHostOf(url, host),
      ),
    );
  });

  it('refuses the host of every other App, and what only looks like its own', () => {
    const lookalike = (host: string) =>
      fc.constantFrom(`${host}.evil.example`, `evil-${host}`, `evil.${host}`, `${host}:444`, `${host}.`, `x@${host}`);
    fc.assert(
      fc.property(
        fc
          .tuple(app, app)
          .chain(([one, other]) => fc.tuple(fc.constant(one), fc.oneof(fc.constant(other.host), lookalike(one.host)))),
        ([one, host]) => host === one.host || !isHostOf(one.url, host),
      ),
    );
  });

  it('does not tell the ports of this computer apart', () => {
    expect(isHostOf('http://127.0.0.1:4000/api/v3', 'localhost:5000')).toBe(true);
    expect(isHostOf('http://127.0.0.1:4000', 'github.com')).toBe(false);
    expect(isHostOf('https://api.github.com', '127.0.0.1')).toBe(false);
  });
});
