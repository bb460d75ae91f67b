import { briefly, createInFlight } from '../lambda/in-flight';
import { parseWebhookSecrets, type WebhookSecrets } from './webhook-secrets';

export interface SecretSourceCollaborators {
  /** Reads the stored text. @throws where it cannot be read */
  readonly read: (remainingMilliseconds: () => number) => Promise<string>;
  readonly now?: () => Date;
}

export type SecretSource = ReturnType<typeof createSecretSource>;

/** So long a process uses what it read: how long a rotation waits between its steps follows from it. */
export const secretLifetimeMilliseconds = 5 * 60_000;
/** Strangers who sign wrongly cause no more reads than one in this time, and a service that fails is asked no more often. */
const rereadMilliseconds = 10_000;

/** The secrets of the Apps, read again when they are old, and early when a signature fits none of them. */
export function createSecretSource({ read, now = () => new Date() }: SecretSourceCollaborators) {
  const share = createInFlight<WebhookSecrets>();
  let known: { readonly secrets: WebhookSecrets; readonly readAt: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const fresh = (remainingMilliseconds: () => number): Promise<WebhookSecrets> =>
    share('secrets', async () => {
      triedAt = now().getTime();
      const secrets = parseWebhookSecrets(await read(remainingMilliseconds));
      known = { secrets, readAt: triedAt };
      return secrets;
    });
  const wasTriedJustNow = () => now().getTime() - triedAt < rereadMilliseconds;

  return {
    /** @throws where the secret cannot be read, or is not in a form that is known; secrets that were read before serve on meanwhile */
    async current(remainingMilliseconds: () => number): Promise<WebhookSecrets> {
      const isFresh = known && now().getTime() - known.readAt < secretLifetimeMilliseconds;
      if (known && (isFresh || wasTriedJustNow())) return known.secrets;
      try {
        return await fresh(known ? briefly(remainingMilliseconds) : remainingMilliseconds);
      } catch (error) {
        // Better an old secret than to turn away what it would verify; a wrong one lets nobody in.
        if (known) return known.secrets;
        throw error;
      }
    },

    /**
     * What is stored now, for a signature that fits nothing known; absent where that was looked at a moment ago.
     * @throws where it cannot be read: whether the signature is right is not known then
     */
    async renewed(remainingMilliseconds: () => number): Promise<WebhookSecrets | undefined> {
      return wasTriedJustNow() ? undefined : fresh(remainingMilliseconds);
    },
  };
}
