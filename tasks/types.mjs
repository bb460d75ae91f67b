// Type-checks every package, tests included, and the build definition. What is found out is kept, for the next time.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { capture, twoAtATime } from './processes.mjs';

const tsc = 'node_modules/typescript-7/bin/tsc';
/** It is generated, and has rules of its own. All others have those of the repository, and are one program: most of the work is what they share. */
const apart = 'src/packages/app-framework-client';

export async function checkTypes() {
  mkdirSync('.cache/types', { recursive: true });
  const packages = readdirSync('src/packages').map((folder) => `src/packages/${folder}`);
  const others = packages.filter((folder) => folder !== apart);
  const upwards = (path) => `../../${path}`;
  const built = ['node_modules', 'lib', 'assets', 'dist-*', 'cdk.out'];
  const all = {
    extends: upwards('tsconfig.json'),
    include: ['.projenrc.ts', ...['projenrc', 'tasks', ...others].map((folder) => `${folder}/**/*.ts`)].map(upwards),
    exclude: others.flatMap((folder) => built.map((name) => upwards(`${folder}/${name}`))),
  };
  writeFileSync('.cache/types/tsconfig.json', JSON.stringify(all));
  const failures = [];
  await twoAtATime(['.cache/types/tsconfig.json', `${apart}/tsconfig.json`], async (project) => {
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
