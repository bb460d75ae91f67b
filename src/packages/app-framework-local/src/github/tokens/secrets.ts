import { type Credential, looksLikeJwt } from '../server/identity';

export type Secrets = ReturnType<typeof createSecrets>;

/** Every secret that went through, so that a test can look for them in logs. Kept nowhere else. */
export function createSecrets() {
  const pems = new Set<string>();
  const jwts = new Set<string>();
  const tokens = new Set<string>();
  const webhookSecrets = new Set<string>();
  return {
    notePem: (pem: string): void => void pems.add(pem),
    noteToken: (token: string): void => void tokens.add(token),
    noteWebhookSecret: (secret: string): void => void webhookSecrets.add(secret),
    /** What a caller sent, valid or not. */
    noteCredential({ text }: Credential): void {
      (looksLikeJwt(text) ? jwts : tokens).add(text);
    },
    all: () => ({ pems: [...pems], jwts: [...jwts], tokens: [...tokens], webhookSecrets: [...webhookSecrets] }),
  };
}
