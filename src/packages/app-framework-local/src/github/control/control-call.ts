import { nothing, problemView } from './control-shapes';
import { readAs, type Shape } from './json-shape';

export type ControlCall = ReturnType<typeof createControlCall>;

/** Calls the control API of the local GitHub at this base URL. A refusal is thrown with the server's reason. */
export function createControlCall(url: string) {
  const base = `${url.replace(/\/+$/, '')}/_control`;

  async function send<T>(
    method: string,
    path: string,
    { body, answer }: { body?: object; answer: Shape<T> },
  ): Promise<T> {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const value: unknown = await response.json();
    if (response.ok) return readAs(answer, value, `${method} ${path}`);
    const reason = problemView.fits(value) ? value.message : JSON.stringify(value);
    throw new Error(`The local GitHub refused ${method} /_control${path} with ${response.status}: ${reason}`);
  }

  return {
    send,
    make: <T>(path: string, body: object, answer: Shape<T>) => send('POST', path, { body, answer }),
    set: async (path: string, body: object): Promise<void> =>
      void (await send('POST', path, { body, answer: nothing })),
    put: async (path: string, body: object): Promise<void> => void (await send('PUT', path, { body, answer: nothing })),
    remove: async (path: string): Promise<void> => void (await send('DELETE', path, { answer: nothing })),
  };
}
