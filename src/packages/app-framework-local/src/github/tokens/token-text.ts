import { randomBytes } from 'node:crypto';
import type { Installation } from '../installations/installations';

/** `short`: `ghs_` and 36 characters; `stateless`: `ghs_<App id>_<JWT>`, some 520; `alternate`: by turns. */
export type TokenForm = 'short' | 'stateless' | 'alternate';

export interface TokenWriter {
  use(form: TokenForm): void;
  /** A new token's text. `wanted` is what the caller asked for by GitHub's override header. */
  write(installation: Installation, wanted?: 'short' | 'stateless'): string;
}

/** @see https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/ */
export function createTokenWriter(): TokenWriter {
  let form: TokenForm = 'alternate';
  let written = 0;
  return {
    use(next) {
      form = next;
    },
    write(installation, wanted) {
      written += 1;
      const byTurns = written % 2 === 1 ? 'short' : 'stateless';
      const chosen = wanted ?? (form === 'alternate' ? byTurns : form);
      return chosen === 'short' ? shortToken() : statelessToken(installation);
    },
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function randomLetters(length: number): string {
  return [...randomBytes(length)].map((byte) => letters.charAt(byte % letters.length)).join('');
}

export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function shortToken(): string {
  return `ghs_${randomLetters(36)}`;
}

/** Looks like a JWT signed by an issuer inside GitHub: nobody outside can check it, so random bytes will do for us. */
function statelessToken(installation: Installation): string {
  const header = encode({ alg: 'RS256', typ: 'JWT' });
  const payload = encode({
    jti: randomBytes(16).toString('hex'),
    app: installation.app.id,
    ins: installation.id,
    t: 's2s',
  });
  return `ghs_${installation.app.id}_${header}.${payload}.${randomBytes(256).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
