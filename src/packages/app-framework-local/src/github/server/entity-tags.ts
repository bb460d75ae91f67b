import { createHash } from 'node:crypto';
import type { ApiMiddleware } from './call';

/** Tags what GET answers, for each credential another tag, and answers 304 to a caller who has it. */
export const entityTags: ApiMiddleware = async (c, next) => {
  await next();
  if (c.req.method !== 'GET' || c.res.status !== 200) return;
  const body = await c.res.clone().text();
  const digest = createHash('sha256')
    .update(`${c.var.call.credential?.text ?? ''}\n${body}`)
    .digest('hex');
  const tag = `W/"${digest}"`;
  const known = c.req
    .header('if-none-match')
    ?.split(',')
    .map((one) => one.trim());
  if (known?.includes(tag)) c.res = new Response(null, { status: 304 });
  c.header('etag', tag);
};
