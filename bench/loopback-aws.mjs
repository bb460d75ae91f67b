// A process that answers what a receiver of webhooks asks of AWS, at once and always well: what is measured is the asking side. It reads HTTP by
// itself, for a server of Node takes longer for an answer than the asking does.
import { createServer } from 'node:net';

const bodies = {
  GetSecretValue: JSON.stringify({ SecretString: 'secret' }),
  PutEvents: JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
  PutObject: '',
};
const counts = {};

/** The first whole request in these bytes, absent where more must come. */
function firstRequest(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = end + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (bytes.length < length) return undefined;
  return { operation: /^x-amz-target: *\S*\.(\w+)/im.exec(head)?.[1] ?? 'PutObject', length };
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let pending = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let request = firstRequest(pending); request; request = firstRequest(pending)) {
      const { operation, length } = request;
      pending = pending.subarray(length);
      counts[operation] = (counts[operation] ?? 0) + 1;
      const text = bodies[operation] ?? '{}';
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${text.length}\r\nconnection: keep-alive\r\n\r\n${text}`,
      );
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ counts });
  for (const name of Object.keys(counts)) delete counts[name];
});
process.on('disconnect', () => process.exit(0));
