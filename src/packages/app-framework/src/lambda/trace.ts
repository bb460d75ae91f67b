import { randomBytes } from 'node:crypto';
import { optionalVariable } from './environment';

/** The trace of X-Ray that this invocation is in, to be handed on with what it sends; absent where Lambda makes none. */
export function traceHeader(): string | undefined {
  return optionalVariable('_X_AMZN_TRACE_ID');
}

/** What is said of a part of a trace: X-Ray finds traces by it. Names are letters, digits and `_`. */
export type Annotations = Readonly<Record<string, string>>;

/**
 * Does the work as a part of the invocation's trace, and says afterwards what it was about. Where the trace is not kept this does the work and nothing
 * else, and what cannot be said fails nothing.
 */
export async function traced<Answer>(
  name: string,
  work: () => Promise<Answer>,
  annotationsOf: (answer: Answer) => Annotations | undefined,
): Promise<Answer> {
  const startedAt = Date.now();
  const answer = await work();
  const annotations = annotationsOf(answer);
  const place = placeInTrace();
  if (place && annotations) {
    const id = randomBytes(8).toString('hex');
    const times = { start_time: startedAt / 1_000, end_time: Date.now() / 1_000 };
    await told({ ...place, ...times, id, name, type: 'subsegment', annotations }).catch(() => undefined);
  }
  return answer;
}

/** Absent where there is no trace, or X-Ray does not keep it. */
function placeInTrace(): { readonly trace_id: string; readonly parent_id: string } | undefined {
  const parts = new Map((traceHeader() ?? '').split(';').map((part) => [part.split('=')[0], part.split('=')[1]]));
  const [root, parent] = [parts.get('Root'), parts.get('Parent')];
  return root && parent && parts.get('Sampled') === '1' ? { trace_id: root, parent_id: parent } : undefined;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
async function told(segment: object): Promise<void> {
  const [host, port] = (optionalVariable('AWS_XRAY_DAEMON_ADDRESS') ?? '').split(':');
  if (!host || !port) return;
  // Loaded late: where nothing is traced it would be start-up time for nothing.
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  const text = `${JSON.stringify({ format: 'json', version: 1 })}\n${JSON.stringify(segment)}`;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.send(text, Number(port), host, (error) => (error ? reject(error) : resolve()));
  }).finally(() => socket.close());
}
