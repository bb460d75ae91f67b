// `node tasks/publish.mjs`: publishes what `tasks/pack-release.mjs` packed, in the order of dependencies, each with provenance. Nothing is
// built here, and nothing installed. A version that the registry has already is passed over: a release that broke off can be run again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseFolder } from './pack-release.mjs';
import { capture, run } from './processes.mjs';

for (const { name, version, file } of JSON.parse(readFileSync(join(releaseFolder, 'release.json'), 'utf8'))) {
  const known = await capture('npm', ['view', `${name}@${version}`, 'version']);
  if (known.code === 0 && known.output.includes(version)) {
    console.log(`${name}@${version} is published already`);
    continue;
  }
  const tag = version.includes('-') ? 'next' : 'latest';
  const code = await run('npm', [
    'publish',
    join(releaseFolder, file),
    '--provenance',
    '--access',
    'public',
    '--tag',
    tag,
  ]);
  if (code !== 0) throw new Error(`publishing ${name} failed; run the release again, it goes on here`);
}
