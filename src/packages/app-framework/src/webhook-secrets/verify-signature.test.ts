import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { verifySignature } from './verify-signature';
import type { WebhookSecret } from './webhook-secrets';

const body = Buffer.from('{"zen":"Keep it logically awesome."}');
const signed = (value: string, bytes: Uint8Array = body) =>
  `sha256=${createHmac('sha256', value).update(bytes).digest('hex')}`;
const shared = (value: string, version = 0): WebhookSecret => ({ appId: undefined, version, value });
const of = (appId: number, value: string, version = 0): WebhookSecret => ({ appId, version, value });

/** Secrets that note the order in which they are tried. */
function watched(secrets: readonly WebhookSecret[]) {
  const tried: string[] = [];
  const watching = secrets.map(({ appId, version, value }) => ({
    appId,
    version,
    get value() {
      tried.push(value);
      return value;
    },
  }));
  return { tried, watching };
}

describe('verifySignature', () => {
  it("takes GitHub's own example", () => {
    const example = {
      body: Buffer.from('Hello, World!'),
      signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      appId: undefined,
    };
    expect(verifySignature(example, [shared("It's a Secret to Everybody")])).toBeDefined();
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one without its algorithm', signed('secret').slice('sha256='.length)],
    ['one of SHA-1', `sha1=${'a'.repeat(40)}`],
    ['one that is too short', signed('secret').slice(0, -1)],
    ['one that is too long', `${signed('secret')}0`],
    ['one in upper case', signed('secret').toUpperCase().replace('SHA256', 'sha256')],
    ['one with a line end', `${signed('secret')}\n`],
    ['two in one', `${signed('secret')}, ${signed('secret')}`],
    ['one of another secret', signed('other')],
  ])('refuses %s', (_what, signature) => {
    expect(verifySignature({ body, signature, appId: undefined }, [shared('secret')])).toBeUndefined();
  });

  it('refuses every signature but the right one, and every body but the signed one', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), fc.nat(), (bytes, value, seed) => {
        const signature = signed(value, bytes);
        const at = 'sha256='.length + (seed % 64);
        const changed = signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1);
        const given = { body: bytes, appId: undefined };
        expect(verifySignature({ ...given, signature }, [shared(value)])).toBeDefined();
        expect(verifySignature({ ...given, signature: changed }, [shared(value)])).toBeUndefined();
        const longer = { ...given, body: Buffer.concat([bytes, Buffer.from([seed % 256])]), signature };
        expect(verifySignature(longer, [shared(value)])).toBeUndefined();
      }),
    );
  });

  it('never throws, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), (signature) => {
        expect(verifySignature({ body, signature, appId: undefined }, [shared('secret')])).toBeUndefined();
      }),
    );
  });

  it('tells which secret it was', () => {
    const secrets = [of(1, 'a'), of(2, 'b'), of(2, 'c', 1)];
    expect(verifySignature({ body, signature: signed('c'), appId: 2 }, secrets)).toMatchObject({
      appId: 2,
      version: 1,
    });
  });

  it.each([
    ['of the App that the header names', 2],
    ['for all, where no header names an App', undefined],
  ])('needs one HMAC with the secret %s', (_whose, appId) => {
    const { tried, watching } = watched([of(1, 'a'), of(2, 'b'), shared('b'), of(3, 'c')]);
    expect(verifySignature({ body, signature: signed('b'), appId }, watching)).toBeDefined();
    expect(tried).toEqual(['b']);
  });

  it('tries all others where the header names an App falsely', () => {
    const secrets = [of(1, 'a'), of(2, 'b')];
    expect(verifySignature({ body, signature: signed('a'), appId: 2 }, secrets)).toMatchObject({ appId: 1 });
  });
});
