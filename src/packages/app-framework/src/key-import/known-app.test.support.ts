import { type createPublicKey, verify } from 'node:crypto';
import type { ProveApp } from './prove-app';

/** A GitHub that knows App 7 by the public half of its key. */
export const gitHubOf: (knownKey: Parameters<typeof createPublicKey>[0]) => ProveApp =
  (knownKey) =>
  async ({ appId, sign: signText }) => {
    const text = `app ${appId}`;
    if (!verify('sha256', Buffer.from(text), knownKey, await signText(text))) {
      throw new Error('GitHub answered 401');
    }
    return { appId, slug: 'octo-app' };
  };
