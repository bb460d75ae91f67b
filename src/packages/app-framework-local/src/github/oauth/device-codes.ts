import { randomInt } from 'node:crypto';
import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Secrets } from '../tokens/secrets';
import { randomHex } from '../tokens/token-text';
import type { Clock } from '../world/clock';

export const deviceLifetimeSeconds = 900;
const firstIntervalSeconds = 5;
const slowerBySeconds = 5;

/** What became of it: nothing yet, a person, or that person's no. */
export type DeviceAnswer = 'pending' | 'denied' | { readonly user: Account };

export interface DeviceCode {
  readonly app: App;
  readonly text: string;
  /** What the person enters: `WDJB-MJHT`. */
  readonly userCode: string;
  readonly expiresAt: number;
  intervalSeconds: number;
  answer: DeviceAnswer;
  /** The App may ask again from then on. */
  nextPollAt: number;
}

export type DeviceCodes = ReturnType<typeof createDeviceCodes>;

/** Codes that a person enters elsewhere; each is answered once. */
export function createDeviceCodes({ clock, secrets }: { clock: Clock; secrets: Secrets }) {
  const codes = new Map<string, DeviceCode>();
  const isLive = ({ expiresAt }: DeviceCode) => expiresAt > clock.milliseconds();
  return {
    create(app: App): DeviceCode {
      const now = clock.milliseconds();
      const text = randomHex(20);
      secrets.noteToken(text);
      const code: DeviceCode = {
        app,
        text,
        userCode: `${fourLetters()}-${fourLetters()}`,
        expiresAt: now + deviceLifetimeSeconds * 1000,
        intervalSeconds: firstIntervalSeconds,
        answer: 'pending',
        nextPollAt: now + firstIntervalSeconds * 1000,
      };
      codes.set(text, code);
      return code;
    },
    isLive,
    find: (text: string): DeviceCode | undefined => codes.get(text),
    /** One that waits for a person. */
    waiting: (userCode: string): DeviceCode | undefined =>
      [...codes.values()].find(
        (one) => one.userCode === userCode.toUpperCase() && one.answer === 'pending' && isLive(one),
      ),
    /** Whether the App asks too early; if so, it has to wait 5 seconds longer from now on. */
    poll(code: DeviceCode): 'in time' | 'too early' {
      const now = clock.milliseconds();
      const isEarly = now < code.nextPollAt;
      if (isEarly) code.intervalSeconds += slowerBySeconds;
      code.nextPollAt = now + code.intervalSeconds * 1000;
      return isEarly ? 'too early' : 'in time';
    },
    use: (code: DeviceCode): void => void codes.delete(code.text),
  };
}

/** No vowels, so that no words come about. */
const consonants = 'BCDFGHJKLMNPQRSTVWXZ';

function fourLetters(): string {
  return Array.from({ length: 4 }, () => consonants.charAt(randomInt(consonants.length))).join('');
}
