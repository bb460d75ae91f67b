import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { field, parsedJson } from './parsed-json';

const parent = '53995c3f42cd8ad8';

/**
 * Has each test be in a trace of its own, and answers what X-Ray's daemon is told of that: header and part of the trace of each datagram, once so many
 * are there.
 */
export function useTraceDaemon() {
  const socket = createSocket('udp4');
  const told: (readonly [unknown, unknown])[] = [];
  let root = '';
  beforeAll(async () => {
    socket.on('message', (datagram) => {
      const [header = '', segment = ''] = datagram.toString('utf8').split('\n');
      const said = parsedJson(segment);
      // What the test before said may still come.
      if (field(said, 'trace_id') === root) told.push([parsedJson(header), said]);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  });
  beforeEach(() => {
    told.length = 0;
    root = `1-67a92466-${randomBytes(12).toString('hex')}`;
    process.env._X_AMZN_TRACE_ID = `Root=${root};Parent=${parent};Sampled=1`;
    process.env.AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${socket.address().port}`;
  });
  afterEach(() => {
    delete process.env._X_AMZN_TRACE_ID;
    delete process.env.AWS_XRAY_DAEMON_ADDRESS;
  });
  afterAll(async () => {
    socket.close();
    await once(socket, 'close');
  });
  return {
    /** Its root, and what its parts are parts of. */
    trace: () => ({ root, parent }),
    async told(count: number) {
      while (told.length < count) await once(socket, 'message');
      return told;
    },
  };
}
