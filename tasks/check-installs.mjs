// `node tasks/check-installs.mjs`: the dry run of a release. Installs the packed packages into empty projects, one for each package manager,
// and deploys from there onto a local AWS that comes from there, too.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processEnvironment } from './deployment.mjs';
import { packRelease } from './pack-release.mjs';
import { root, succeed } from './processes.mjs';

const yarn = [process.execPath, join(root, '.yarn/releases/yarn-4.18.1.cjs')];
const pnpm = ['npx', '--yes', 'pnpm@10.34.8'];

/** CommonJS and ES modules; folders of packages flat, linked, and none at all, which is what Yarn does by itself. */
const projects = [
  {
    name: 'npm',
    file: 'app.js',
    install: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
    exec: ['npx'],
  },
  { name: 'pnpm', file: 'app.mjs', install: [...pnpm, 'install'], exec: [...pnpm, 'exec'] },
  { name: 'yarn', file: 'app.mjs', install: [...yarn, 'install'], exec: yarn },
];

const framework = '@aws/app-framework-for-github-apps-on-aws';
/** What its package calls its only command. */
const opsTools = 'app-framework-for-github-apps-on-aws-ops-tools';
const imported = [
  [framework, 'CredentialManager'],
  ['aws-cdk-lib', 'App, CfnOutput, Stack'],
  ['aws-cdk-lib/aws-iam', 'AccountRootPrincipal, Role'],
];
const stack = (name) => `
const stack = new Stack(new App(), 'installed-by-${name}');
const credentials = new CredentialManager(stack, 'CredentialManager');
credentials.grantGetInstallationAccessToken(new Role(stack, 'Caller', { assumedBy: new AccountRootPrincipal() }));
new CfnOutput(stack, 'Endpoint', { value: credentials.installationAccessTokenEndpoint });
`;

/** Deployed without a key: the function answers, and says which App it does not know. */
const question = `
const framework = new AppFramework({ installationAccessTokenEndpoint: process.env.ENDPOINT });
framework.getInstallationToken({ appId: 123456, owner: 'octo-org' }).then(
  () => console.log('a token for nobody'),
  (error) => console.log(error.name),
);
`;

/** @throws {Error} that says which project failed, at which command, and what that printed */
export async function checkInstalls(report = () => {}) {
  const folder = join(root, '.cache/installs');
  rmSync(folder, { recursive: true, force: true });
  const release = join(folder, 'release');
  const packages = (await packRelease('0.0.0-check', release)).map(({ name, file }) => [name, join(release, file)]);
  for (const project of projects) await install(project, { folder: join(folder, project.name), packages });
  const home = join(folder, projects[0].name);
  const local = (...args) => succeed('npx', ['app-framework-local', ...args], { cwd: home });
  const env = variablesOf(await local('start'));
  try {
    for (const project of projects) {
      await deploy(project, { folder: join(folder, project.name), env });
      report(`ok   installed by ${project.name}, deployed, asked, and looked at by the command line`);
    }
  } finally {
    await local('stop');
  }
}

async function install({ name, file, install: command }, { folder, packages }) {
  mkdirSync(folder, { recursive: true });
  const ours = Object.fromEntries(packages.map(([each, tarball]) => [each, `file:${tarball}`]));
  const cdk = Object.fromEntries(['aws-cdk-lib', 'constructs', 'aws-cdk'].map((each) => [each, versionOf(each)]));
  // What they ask of one another is not in a registry yet.
  const instead = { npm: {}, pnpm: { pnpm: { overrides: ours } }, yarn: { resolutions: ours } }[name];
  const manifest = { name: `installed-by-${name}`, private: true, dependencies: { ...ours, ...cdk }, ...instead };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // Without it Yarn takes the repository for the project.
  writeFileSync(join(folder, 'yarn.lock'), '');
  const statement = file.endsWith('.mjs')
    ? ([from, names]) => `import { ${names} } from '${from}';`
    : ([from, names]) => `const { ${names} } = require('${from}');`;
  const write = (to, text, from) => writeFileSync(join(folder, to), `${from.map(statement).join('\n')}\n${text}`);
  write(file, stack(name), imported);
  write(`ask-${file}`, question, [[`${framework}-client`, 'AppFramework']]);
  const [manager, ...asked] = command;
  await succeed(manager, asked, { cwd: folder, env: { ...process.env, YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' } });
}

async function deploy({ name, file, exec }, { folder, env: local }) {
  const env = processEnvironment(local);
  const [manager, ...start] = exec;
  const run = (...args) => succeed(manager, [...start, ...args], { cwd: folder, env });
  // `npx node` would fetch a Node; Yarn's has to know where packages are.
  const node = name === 'yarn' ? [...yarn, 'node'] : [process.execPath];
  const app = [...node, file].join(' ');
  await run(
    'cdk',
    'deploy',
    '--app',
    app,
    '--require-approval',
    'never',
    '--no-notices',
    '--outputs-file',
    'outputs.json',
  );
  const outputs = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8'));
  const { Endpoint: endpoint } = outputs[`installed-by-${name}`];
  const [runner, ...before] = node;
  const told = { cwd: folder, env: { ...env, ENDPOINT: endpoint } };
  const answer = await succeed(runner, [...before, `ask-${file}`], told);
  if (answer.trim() !== 'NotFoundError')
    throw new Error(`Installed by ${name}, a token was asked for, and came: ${answer}`);
  const tables = await run(opsTools, 'get-table-name');
  if (!tables.includes(`installed-by-${name}`)) throw new Error(`Installed by ${name}, get-table-name said: ${tables}`);
}

const versionOf = (name) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Of lines such as `export NAME='value'`. */
function variablesOf(text) {
  return Object.fromEntries([...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}

if (process.argv[1] === import.meta.filename) {
  try {
    await checkInstalls(console.log);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
