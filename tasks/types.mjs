// Type-checks every package, tests included, and the build definition. What is found out is kept, for the next time.
import { readdirSync } from 'node:fs';
import { capture, twoAtATime } from './processes.mjs';

const tsc = 'node_modules/typescript-7/bin/tsc';

export async function checkTypes() {
  const projects = readdirSync('src/packages').map((folder) => `src/packages/${folder}/tsconfig.json`);
  const failures = [];
  await twoAtATime([...projects, 'tsconfig.json'], async (project) => {
    const known = `.cache/types/${project.replaceAll('/', '.')}.tsbuildinfo`;
    const args = [tsc, '--noEmit', '--incremental', '--tsBuildInfoFile', known, '-p', project];
    const { code, output } = await capture(process.execPath, args);
    if (code !== 0) failures.push(output);
  });
  if (failures.length > 0) throw new Error(`Types do not fit:\n${failures.join('\n')}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await checkTypes();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
