import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** Where CloudFormation has its answers put; gone after the test. */
export async function cloudFormation(status = 200) {
  const answers: { readonly method: string | undefined; readonly contentType: unknown; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    answers.push({
      method: request.method,
      contentType: request.headers['content-type'],
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => new Promise((resolve) => server.close(resolve)));
  return { answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer` };
}
