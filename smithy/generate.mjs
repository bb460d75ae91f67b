// Generates the client package's src/ and model.json from model/*.smithy, then records the hashes that `check.mjs` compares.
// Needs Java 17 and Maven; nothing else in the repository does.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSource, generatedHashes, lockFile, sha256, smithyFolder } from './hashes.mjs';

const jars = join(smithyFolder, '.jars');
const build = join(smithyFolder, '.build');

fetchJars();
verifyJars();
rmSync(build, { recursive: true, force: true });
// The language is pinned because the generator sorts imports by locale. `--discover` makes the AWS traits resolvable.
execFileSync(
  'java',
  [
    '-Duser.language=en',
    '-Duser.country=US',
    '-cp',
    join(jars, '*'),
    'software.amazon.smithy.cli.SmithyCli',
    'build',
    '--discover',
    '-c',
    'smithy-build.json',
  ],
  { cwd: smithyFolder, stdio: 'inherit', env: { ...process.env, SMITHY_DEPENDENCY_MODE: 'ignore' } },
);

const generated = join(build, 'client/typescript-client-codegen/src');
if (!readFileSync(join(generated, 'runtimeConfig.shared.ts'), 'utf8').includes('AwsRestJsonProtocol')) {
  throw new Error('the generated client has no protocol: the AWS generator jar was not on the class path');
}
rmSync(clientSource, { recursive: true, force: true });
cpSync(generated, clientSource, { recursive: true });
cpSync(join(build, 'api/model/model.json'), join(smithyFolder, 'model.json'));
writeFileSync(lockFile, `${JSON.stringify(generatedHashes(), null, 2)}\n`);
rmSync(build, { recursive: true, force: true });
console.log('Generated the client and smithy/model.json.');

function fetchJars() {
  if (existsSync(jars)) return;
  execFileSync('mvn', ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], {
    cwd: smithyFolder,
    stdio: 'inherit',
  });
}

function verifyJars() {
  const expected = new Map(
    readFileSync(join(smithyFolder, 'jars.sha256'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).reverse()),
  );
  for (const name of readdirSync(jars)) {
    const hash = sha256(readFileSync(join(jars, name)));
    if (expected.get(name) !== hash)
      throw new Error(`${name} has hash ${hash}, jars.sha256 says ${expected.get(name) ?? 'nothing about it'}`);
    expected.delete(name);
  }
  if (expected.size > 0)
    throw new Error(`missing jars: ${[...expected.keys()].join(', ')}; remove smithy/.jars and run again`);
}
