import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import type { GivenEmulator } from './given-emulator';

const day = 86_400_000;

export function tlsContract(given: () => GivenEmulator): void {
  describe('TLS, for browsers', () => {
    it('leads to the same server, under a certificate for localhost that is good for this run', async () => {
      const { url, certificate } = await given().control.tls();
      const { subjectAltName, validTo, ca } = new X509Certificate(certificate);

      expect(await statusOf(`${url}/_ministack/health`, certificate)).toBe(200);
      expect(await statusOf(`${url}/_emulator/patches`, certificate)).toBe(200);
      expect([new URL(url).hostname, subjectAltName]).toEqual(['localhost', 'DNS:localhost, IP Address:127.0.0.1']);
      expect([Date.parse(validTo) - Date.now() < 91 * day, ca]).toEqual([true, false]);
      expect(certificate).not.toContain('PRIVATE');
    });

    it('is not trusted by whoever has not been told the certificate', async () => {
      const { url } = await given().control.tls();

      await expect(statusOf(`${url}/_ministack/health`)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    });

    it('listens on 127.0.0.1 only', async () => {
      const { url, certificate } = await given().control.tls();
      const elsewhere = url.replace('localhost', '127.0.0.2');

      await expect(statusOf(elsewhere, certificate)).rejects.toMatchObject({
        code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/),
      });
    });
  });
}

function statusOf(url: string, ca?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, timeout: 60_000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asked.once('error', reject).end();
  });
}
