import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCustomResource } from './custom-resource';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** Where CloudFormation has its answers put. */
async function cloudFormation(status = 200) {
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

const asked = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Routing' };

describe('serveCustomResource', () => {
  it.each(['Create', 'Update'])('applies the properties on %s, under the same id each time', async (RequestType) => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const applied: unknown[] = [];
    const serve = serveCustomResource({ physicalId: 'same', apply: async (each) => void applied.push(each) });
    await serve({ ...asked, RequestType, ResponseURL, ResourceProperties: { Routes: '[]' } });
    expect(applied).toEqual([{ Routes: '[]' }]);
    const body = { ...asked, Status: 'SUCCESS', PhysicalResourceId: 'same' };
    expect(answers).toEqual([{ method: 'PUT', contentType: '', body }]);
  });

  it('applies nothing when the resource goes, and lets it go', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const serve = serveCustomResource({ physicalId: 'same', apply: () => Promise.reject(new Error('never')) });
    await serve({ ...asked, RequestType: 'Delete', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'same' } }]);
  });

  it('tells CloudFormation why it failed', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const serve = serveCustomResource({ physicalId: 'same', apply: () => Promise.reject(new Error('no table')) });
    await serve({ ...asked, RequestType: 'Create', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason: 'no table' } }]);
  });

  it('fails where CloudFormation does not take the answer', async () => {
    const { url: ResponseURL } = await cloudFormation(403);
    const serve = serveCustomResource({ physicalId: 'same', apply: async () => {} });
    await expect(serve({ ...asked, RequestType: 'Create', ResponseURL })).rejects.toThrow(
      'did not take the answer: 403',
    );
  });
});
