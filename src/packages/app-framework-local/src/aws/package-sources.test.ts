import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageSources } from './package-sources';

describe('packageSources', () => {
  it('keeps where packages come from, the environment last, and nothing of where they go', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sources-'));
    const python = join(folder, 'python');
    const settings = [
      ":env:.index-url='https://mirror.example.com/env'",
      ":env:.target='/elsewhere'",
      "global.cert='/etc/mirror.pem'",
      "global.index-url='https://mirror.example.com/file'",
      String.raw`install.extra-index-url='\nhttps://a.example.com\nhttps://b.example.com'`,
      "install.user='true'",
    ];
    await writeFile(python, `#!/bin/sh\ncat <<'END'\n${settings.join('\n')}\nEND\n`);
    await chmod(python, 0o755);

    expect(await packageSources(python, process.env)).toEqual({
      PIP_INDEX_URL: 'https://mirror.example.com/env',
      PIP_CERT: '/etc/mirror.pem',
      PIP_EXTRA_INDEX_URL: 'https://a.example.com https://b.example.com',
    });
    await rm(folder, { recursive: true });
  });
});
