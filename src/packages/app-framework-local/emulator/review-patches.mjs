// Says which patches can go: runs the contract tests once without each, and reports those that nothing misses.
//   node review-patches.mjs
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = import.meta.dirname;
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const list = readFileSync(join(here, 'patches', '__init__.py'), 'utf8').match(/PATCHES = \(([\s\S]*?)\)/)?.[1] ?? '';
const patches = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);

const failures = (without) => {
  const run = spawnSync(
    process.execPath,
    [jest, '--selectProjects', 'contract', '--json', '--', 'emulator\\.contract\\.test'],
    {
      cwd: join(here, '..', '..', '..', '..'),
      env: { ...process.env, EMU_WITHOUT: without, NODE_NO_WARNINGS: '1' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { testResults } = JSON.parse(run.stdout);
  const assertions = testResults.flatMap((file) => file.assertionResults);
  if (assertions.length === 0) throw new Error(`The contract tests did not run:\n${run.stderr}`);
  return assertions.filter(({ status }) => status === 'failed').map(({ title }) => title);
};

const broken = failures('');
if (broken.length > 0) process.stdout.write(`With every patch these fail:\n  ${broken.join('\n  ')}\n`);
for (const patch of patches) {
  const missed = failures(patch).filter((title) => !broken.includes(title));
  process.stdout.write(missed.length > 0 ? `${patch}: needed\n` : `${patch}: CAN GO, no contract test misses it\n`);
}
if (broken.length > 0) process.exitCode = 1;
