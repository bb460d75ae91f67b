// A GitHub that lists deliveries of one App, and the deployment that hands out its token: as much of both as a sweep asks.
import { createServer } from 'node:http';

const pageSize = 100;

/**
 * @param {{id: bigint, guid: string, at: Date}[]} log newest first
 * @param {string} webhookUrl that GitHub has for the App
 */
export async function startDeliveriesGitHub(log, webhookUrl) {
  const places = new Map(log.map(({ id }, place) => [String(id), place]));
  const pages = [];
  const fetched = [];
  let onAsk = () => {};
  const answers = {
    'POST /tokens/app': () => ({ body: { appToken: 'a.b.c', appId: 42, expirationTime: later() } }),
    'GET /app': () => ({ body: { id: 42, slug: 'bench' } }),
    'GET /app/hook/config': () => ({ body: { url: webhookUrl, content_type: 'json' } }),
    'GET /app/hook/deliveries': ({ searchParams }) => pageOf(searchParams.get('cursor')),
  };

  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
      const { body, headers } = answers[`${request.method} ${pathname}`]?.({ searchParams }) ?? oneOf(pathname);
      onAsk();
      // Ids are numbers that a double does not hold.
      const text = JSON.stringify(body).replaceAll(/"(\d{16,})n"/g, '$1');
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;

  function pageOf(cursor) {
    pages.push(cursor);
    const from = cursor === null ? 0 : places.get(cursor);
    const next = log[from + pageSize];
    const link = next && `<${url}/app/hook/deliveries?per_page=${pageSize}&cursor=${next.id}>; rel="next"`;
    return { body: log.slice(from, from + pageSize).map(itemOf), headers: link && { link } };
  }

  function oneOf(pathname) {
    const delivery = log[places.get(pathname.split('/').at(-1))];
    fetched.push(delivery.guid);
    const payload = { action: 'opened', issue: { id: `${delivery.id}n`, number: 1 }, installation: { id: 7 } };
    return { body: { ...itemOf(delivery), request: { headers: {}, payload } } };
  }

  return {
    url,
    /** Cursors of the pages that were asked for, and delivery ids of what was fetched. */
    pages,
    fetched,
    /** Called before each answer. */
    set onAsk(called) {
      onAsk = called;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function itemOf({ id, guid, at }) {
  const outcome = { status: 'failed to connect to host', status_code: 502, redelivery: false, duration: 0 };
  return { id: `${id}n`, guid, delivered_at: at.toISOString(), event: 'issues', action: 'opened', ...outcome };
}

function later() {
  return new Date(Date.now() + 480_000).toISOString();
}
