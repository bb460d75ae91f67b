// A process that answers what a receiver of webhooks asks of AWS, at once and always well: what is measured is the asking side.
import { createServer } from 'node:http';

const answers = {
  GetSecretValue: JSON.stringify({ SecretString: 'secret' }),
  PutEvents: JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
};
const counts = {};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const operation = request.headers['x-amz-target']?.replace(/^.*\./, '') ?? 'PutObject';
    counts[operation] = (counts[operation] ?? 0) + 1;
    const text = operation === 'PutObject' ? '' : (answers[operation] ?? '{}');
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': text.length });
    response.end(text);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ counts });
  for (const name of Object.keys(counts)) delete counts[name];
});
process.on('disconnect', () => process.exit(0));
