// A GitHub that lists installations and does nothing else, in a process of its own: what it takes is not what the sync takes.
import { createServer } from 'node:http';
import { installationAt } from './many-installations.mjs';

const pageSize = 100;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  // The size is the first part of the path: a base URL for each.
  const [, many] = pathname.split('/');
  const page = Number(searchParams.get('page') ?? 1);
  const from = (page - 1) * pageSize;
  const size = Math.max(Math.min(pageSize, Number(many) - from), 0);
  const body = JSON.stringify(Array.from({ length: size }, (_, index) => installationAt(from + index)));
  const isLast = from + size >= Number(many);
  const next = `<http://127.0.0.1:${server.address().port}${pathname}?per_page=100&page=${page + 1}>; rel="next"`;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...(!isLast && { link: next }) });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
