import { createHmac } from 'node:crypto';
import type { HookConfig } from './hook-config';

export interface ToSend {
  readonly hook: HookConfig;
  readonly appId: number;
  readonly event: string;
  readonly guid: string;
  /** JSON as text. */
  readonly payload: string;
  /** Instead of the hook's own. */
  readonly secret: string | undefined;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A delivery with the headers that GitHub sends, signed over exactly the bytes of its body. */
export function signedRequest({ hook, appId, event, guid, payload, secret = hook.secret }: ToSend): SignedRequest {
  const isForm = hook.contentType === 'form';
  const body = Buffer.from(isForm ? new URLSearchParams({ payload }).toString() : payload);
  const headers = {
    'User-Agent': 'GitHub-Hookshot/local',
    Accept: '*/*',
    'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    'X-GitHub-Delivery': guid,
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': String(hook.hookId),
    'X-GitHub-Hook-Installation-Target-ID': String(appId),
    'X-GitHub-Hook-Installation-Target-Type': 'integration',
  };
  if (secret === undefined) return { headers, body };
  const sign = (algorithm: 'sha1' | 'sha256') =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  return { headers: { ...headers, 'X-Hub-Signature': sign('sha1'), 'X-Hub-Signature-256': sign('sha256') }, body };
}
