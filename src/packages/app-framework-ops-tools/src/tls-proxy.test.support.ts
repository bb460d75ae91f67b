import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Of `*.example.test`, which exists nowhere: made for this test, and known to nobody else. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBbDCCARKgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxleGFtcGxl
LnRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDGV4YW1wbGUudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIPkad7C
/jbB3HGEoule1X/7lgaCrnX9S3hHWjUkcLqDou/d8IuxiNk9Tr1D41IT+2oXoZyw
vCvtBY0v1L1lYsOjTTBLMBkGA1UdEQQSMBCCDiouZXhhbXBsZS50ZXN0MA8GA1Ud
EwEB/wQFMAMBAf8wHQYDVR0OBBYEFGW9oQ+sXlbmmfAbix58LWbWrOapMAoGCCqG
SM49BAMCA0gAMEUCIQC25QFbR5TDgEjSBuMX55n88KAE3ETGeFFw82m8XaR5WQIg
eUp5OkmEmPhwoL9U7gM9SNdrhecVISjjG86j6x2FADo=
-----END CERTIFICATE-----
`;
/** The same, ended on the first day of 2020. */
export const endedCertificate = `-----BEGIN CERTIFICATE-----
MIIBGzCBwaADAgECAgECMAoGCCqGSM49BAMCMBcxFTATBgNVBAMMDGV4YW1wbGUu
dGVzdDAeFw0xOTAxMDEwMDAwMDBaFw0yMDAxMDEwMDAwMDBaMBcxFTATBgNVBAMM
DGV4YW1wbGUudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIPkad7C/jbB
3HGEoule1X/7lgaCrnX9S3hHWjUkcLqDou/d8IuxiNk9Tr1D41IT+2oXoZywvCvt
BY0v1L1lYsMwCgYIKoZIzj0EAwIDSQAwRgIhAJlr1uLwiETxq4pMRLJ0N9mOA9zV
hS9FvZk0XHXcMMuGAiEAk8pbMLJcLEjNTh/W0BMBrjRk9dNOwxpMKJ9sj+pTECk=
-----END CERTIFICATE-----
`;
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsR6UV1zpo0oc7T/L
t9DP/74BKrGzRZzO4L51+swdy7uhRANCAASD5Gnewv42wdxxhKLpXtV/+5YGgq51
/Ut4R1o1JHC6g6Lv3fCLsYjZPU69Q+NSE/tqF6GcsLwr7QWNL9S9ZWLD
-----END PRIVATE KEY-----
`;

/** What arrived behind the proxy, with TLS taken off. */
export interface Behind {
  readonly host: string;
  readonly path: string;
  readonly target: string;
}

/** A proxy on loopback that takes CONNECT only, and behind it, whatever the host, one server with TLS that answers as each test says. */
export async function startTlsProxy(answer: (request: Behind) => { status: number; body: string }) {
  const connected: { host: string; authorization: string | undefined }[] = [];
  const behind: Behind[] = [];
  const sockets = new Set<Duplex>();
  let refusal: string | undefined;
  const server = createHttpsServer({ key, cert: certificate }, (request: IncomingMessage, response) => {
    request.resume();
    request.on('end', () => {
      const { host = '', 'x-amz-target': target } = request.headers;
      const arrived = { host, path: request.url ?? '', target: String(target ?? '') };
      behind.push(arrived);
      const { status, body } = answer(arrived);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  const proxy = createHttpServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    sockets.add(socket);
    connected.push({ host: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (refusal !== undefined) {
      socket.end(refusal);
      return;
    }
    const { port } = server.address() as AddressInfo;
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    for (const each of [onward, socket]) each.on('error', () => each.destroy());
  });
  for (const each of [server, proxy]) await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** Whom the proxy was asked to connect to. */
    connected,
    behind,
    /** Has the proxy refuse, in these words of HTTP. */
    refuse(words: string): void {
      refusal = words;
    },
    reset(): void {
      refusal = undefined;
      connected.length = 0;
      behind.length = 0;
    },
    async stop(): Promise<void> {
      // A server lets go of a connection that it handed on by CONNECT.
      for (const each of sockets) each.destroy();
      for (const each of [proxy, server]) {
        each.closeAllConnections();
        await new Promise<void>((resolve) => each.close(() => resolve()));
      }
    },
  };
}
