import { createServer } from 'node:net';
import { errorCode } from '../error-code';

/** A port on loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Fails in one sentence when the port cannot be had; `what` is to listen there, such as `local AWS`. */
export async function requireFreePort(port: number, what: string): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`The ${what} cannot listen on port ${port}: choose one between 1 and 65535.`);
  }
  await listenOnce(port).catch((error: unknown) => {
    throw new Error(`The ${what} cannot listen on port ${port} of 127.0.0.1: ${reason(error, port)}`, { cause: error });
  });
}

function reason(error: unknown, port: number): string {
  const another = 'Choose another port, or name none and get a free one.';
  if (errorCode(error) === 'EADDRINUSE') {
    return `another program listens there, perhaps another local deployment (\`lsof -i :${port}\` says which). ${another}`;
  }
  if (errorCode(error) === 'EACCES') return `ports below 1024 are the system's. ${another}`;
  return `${error instanceof Error ? error.message : String(error)}. ${another}`;
}

async function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('The system gave no port.'));
      });
    });
  });
}
