// What can be wrong without running anything: style, types, generated files, packages.
import { capture, twoAtATime } from './processes.mjs';
import { checkTypes } from './types.mjs';

/** Runs every check, reports each, and answers those that failed as text. */
export async function staticChecks(report) {
  const checks = [
    ['types (tsc)', checkTypes],
    ['style (biome)', () => command('node_modules/.bin/biome', ['check', '--error-on-warnings'])],
    ['generated client matches the model', () => command(process.execPath, ['smithy/check.mjs'])],
    ['reference (typedoc)', async () => (await import('./reference.mjs')).writeReference()],
    ['packages (npm pack, publint, attw)', async () => (await import('./check-packages.mjs')).checkPackages()],
    ['templates (cfn-lint)', async () => (await import('./check-templates.mjs')).checkTemplates()],
  ];
  const failures = [];
  // The longest begins first.
  await twoAtATime(checks, async ([name, run]) => {
    const began = Date.now();
    try {
      await run();
      report(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      report(`FAILED  ${name}\n${error.message}`);
      failures.push(name);
    }
  });
  return failures;
}

async function command(name, args) {
  const { code, output } = await capture(name, args);
  if (code !== 0) throw new Error(output);
}
