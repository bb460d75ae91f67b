// `node tasks/check-templates.mjs`: synthesizes the test app, which has every construct in it, and has cfn-lint read the templates: a
// property that CloudFormation does not know, a value that it refuses, a reference to nothing.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { processEnvironment } from './deployment.mjs';
import { root, succeed } from './processes.mjs';

const require = createRequire(import.meta.url);
const pins = join(root, 'tasks/cfn-lint.txt');

/** W3005: the CDK makes functions wait for their roles' policies, and names the role, too, that they wait for anyway. */
const asked = ['--ignore-checks', 'W3005', '--regions', 'us-east-1', 'eu-west-1', '--'];

/** CloudFormation takes 500 resources a stack; a nested one has as many of its own. */
const mostResources = 450;

/** @throws {Error} with all that cfn-lint says of the templates */
export async function checkTemplates(report = () => {}) {
  const [linter, templates] = await Promise.all([prepareLinter(), synthesize()]);
  const [command, ...start] = linter;
  await succeed(command, [...start, ...asked, ...templates]);
  for (const template of templates) {
    const count = Object.keys(JSON.parse(readFileSync(template, 'utf8')).Resources).length;
    report(`ok   ${template.split('/').at(-1)}: ${count} resources`);
    if (count > mostResources)
      throw new Error(`${template} has ${count} resources, more than ${mostResources}: CloudFormation ends at 500.`);
  }
}

async function synthesize() {
  const output = join(root, '.cache/templates');
  rmSync(output, { recursive: true, force: true });
  await succeed(process.execPath, [require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--output', output], {
    cwd: join(root, 'src/packages/app-framework-test-app'),
    env: processEnvironment({}),
  });
  return readdirSync(output)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(output, name));
}

/** An environment of Python for each state of the pins; answers the command that is its cfn-lint. */
async function prepareLinter() {
  const python = process.env.APP_FRAMEWORK_LOCAL_PYTHON ?? 'python3';
  const version = await succeed(python, ['--version']);
  const state = createHash('sha256').update(readFileSync(pins)).update(version).digest('hex').slice(0, 16);
  const folder = join(root, '.cache', `cfn-lint-${state}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await succeed(python, ['-m', 'venv', unfinished]);
    // Used once, it is compiled as far as it is used.
    const quickly = ['--quiet', '--disable-pip-version-check', '--no-compile'];
    const install = ['-m', 'pip', 'install', ...quickly, '--only-binary', ':all:'];
    await succeed(join(unfinished, 'bin/python'), [...install, '-r', pins]);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  }
  // Its start script names the folder that it was installed in.
  return ['bin/python', 'bin/cfn-lint'].map((file) => join(folder, file));
}

if (process.argv[1] === import.meta.filename) {
  try {
    await checkTemplates(console.log);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
