import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const fileName = 'certificate-authorities.pem';

/** Certificates that functions trust besides those of Node.js, as a layer: Node.js reads their file when it starts. */
export class CertificateAuthorities extends LayerVersion {
  /** For the environment of each function with the layer. */
  readonly variables = { NODE_EXTRA_CA_CERTS: `/opt/${fileName}` };

  /** @throws Error where `pem` holds no certificate, anything else, or one that cannot be read */
  constructor(scope: Construct, id: string, pem: string) {
    super(scope, id, {
      description: 'Certificate authorities that functions trust',
      code: Code.fromAsset(folderOf(scope, certificatesIn(pem))),
    });
  }
}

function certificatesIn(pem: string): string {
  const text = pem.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g)];
  const odd = blocks.find(([, kind]) => kind !== 'CERTIFICATE');
  if (odd) throw new Error(`certificateAuthorities holds a ${odd[1]}: give certificates only, they are public.`);
  if (blocks.length === 0) {
    throw new Error(
      'certificateAuthorities holds no certificate: give text in PEM, -----BEGIN CERTIFICATE----- and so on.',
    );
  }
  blocks.forEach(([block], index) => {
    try {
      new X509Certificate(block);
    } catch (cause) {
      throw new Error(`Certificate ${index + 1} of certificateAuthorities cannot be read: export it again as PEM.`, {
        cause,
      });
    }
  });
  return blocks.map(([block]) => `${block}\n`).join('');
}

/** Beside what is synthesised, so that nothing is left elsewhere. */
function folderOf(scope: Construct, text: string): string {
  const outdir = Stage.of(scope)?.outdir;
  if (outdir === undefined)
    throw new Error(`${scope.node.path} stands in no App, so there is no place for its assets.`);
  const folder = join(outdir, `certificate-authorities.${createHash('sha256').update(text).digest('hex')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileName), text);
  return folder;
}
