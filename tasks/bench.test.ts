import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const assets = join(root, 'src/packages/app-framework/assets');

// The bench itself takes ten minutes, and would end at the first function that it does not load.
it('gives every function an environment that it loads with', () => {
  const files = readdirSync(assets, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(assets, name, 'index.js'));
  expect(files.length).toBeGreaterThan(20);
  // In one process for all: what one needs and lacks fails in it as in a process of its own.
  const loadAll = `
    import { createRequire } from 'node:module';
    import { environment } from './bench/measure.mjs';
    Object.assign(process.env, environment);
    const require = createRequire(process.cwd() + '/');
    for (const file of ${JSON.stringify(files)}) require(file);
    process.exit();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', loadAll], {
    cwd: root,
    env: { PATH: process.env.PATH },
    stdio: 'pipe',
  });
});
