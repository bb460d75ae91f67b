import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { buildSync } from 'esbuild';
import { CertificateAuthorities } from './certificate-authorities.construct';
import { privateAuthority } from './private-authority.test.support';

const { certificate, key } = privateAuthority();

/** Path of the file that the layer brings. */
function layerFile(pem: string): string {
  const app = new App();
  new CertificateAuthorities(new Stack(app, 'Stack'), 'Authorities', pem);
  const { directory } = app.synth();
  const asset = readdirSync(directory).find((name) => name.startsWith('asset.')) ?? '';
  return join(directory, asset, 'certificate-authorities.pem');
}

/** Asks GitHub as the functions do, in a process of its own: Node.js reads additional authorities only when it starts. */
async function askGitHub(baseUrl: string, variables: Record<string, string>): Promise<string> {
  const door = join(__dirname, '../github/github.ts');
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { createGitHub } from ${JSON.stringify(door)};
        createGitHub({ retryMilliseconds: 1 })
          .request({ baseUrl: ${JSON.stringify(baseUrl)}, route: 'GET /app', token: 'nobody' })
          .then((outcome) => console.log(JSON.stringify(outcome)));`,
      resolveDir: __dirname,
    },
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
  });
  const child = spawn(process.execPath, ['-'], { env: { ...process.env, ...variables } });
  child.stdin.end(outputFiles[0]?.contents);
  let said = '';
  for await (const chunk of child.stdout) said += chunk;
  return said;
}

describe('CertificateAuthorities', () => {
  it('lets functions reach a GitHub behind a private authority, which they do not without it', async () => {
    const server = createServer({ cert: certificate, key }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"slug":"behind"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await askGitHub(url, {})).toMatch(/"unavailable".*certificate.*NODE_EXTRA_CA_CERTS/);
      expect(await askGitHub(url, { NODE_EXTRA_CA_CERTS: layerFile(certificate) })).toContain('"slug":"behind"');
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('takes several, whatever stands between them, with the line ends of Windows', () => {
    const other = privateAuthority().certificate;
    const pem = `\uFEFFsubject=one\r\n${certificate.replaceAll('\n', '\r\n')}\r\nsubject=two\r\n${other}`;
    expect(readFileSync(layerFile(pem), 'utf8')).toBe(certificate + other);
  });

  it.each([
    ['nothing', '', 'holds no certificate'],
    ['a path', '/etc/ssl/corp.pem', 'holds no certificate'],
    ['a private key', certificate + key, 'holds a PRIVATE KEY'],
    ['what is no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'Certificate 1 of'],
  ])('refuses %s', (_what, pem, message) => {
    expect(() => layerFile(pem)).toThrow(message);
  });
});
