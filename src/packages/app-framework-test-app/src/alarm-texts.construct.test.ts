import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TheAppFrameworkTestStack } from './the-app-framework-test-stack.construct';

const root = join(__dirname, '../../../..');
const tool = join(root, 'src/packages/app-framework-ops-tools/lib/app-framework-cli.js');
const context = {
  'aws:cdk:bundling-stacks': [],
  gitHubAppId: '42',
  gitHubClientId: 'Iv23liAbCdEfGhIjKlMn',
};

describe('the alarms of a deployment', () => {
  const stack = new TheAppFrameworkTestStack(new App({ context }), 'the-app-framework-test-stack');
  const found = [stack, stack.credentialManager, stack.workflows].flatMap((each) =>
    Object.entries(Template.fromStack(each).findResources('AWS::CloudWatch::Alarm')),
  );
  const texts = found.map(([, { Properties }]) => String(Properties.AlarmDescription));
  const told = texts.map((text) =>
    /^the-app-framework-test-stack\/[\w/-]+: (.+) Runbook: ([a-z-]+)\. Run: ([a-z].*)$/.exec(text),
  );

  it('each say whose they are, what is wrong, a runbook and one command', () => {
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((text, index) => !told[index] || text.length > 1_024)).toEqual([]);
  });

  it('name runbooks that are there', () => {
    const named = new Set(told.map((parts) => parts?.[2] ?? ''));
    expect([...named].filter((name) => !existsSync(join(root, 'runbooks', `${name}.md`)))).toEqual([]);
  });

  it('name a command first that only looks', () => {
    const looking = /^(deliveries (list|show)|logs \w+|jobs (list|show)|doctor|list-\w+|check-ceilings)( --|$)/;
    expect(told.map((parts) => parts?.[3] ?? '').filter((command) => !looking.test(command))).toEqual([]);
  });

  it('have a row each in the runbook for alarms, by how their names end, and no row has none', () => {
    const runbook = readFileSync(join(root, 'runbooks', 'monitoring.md'), 'utf8');
    const rows = [...runbook.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    // What CloudFormation makes of a path ends with a hash, and of those in a construct of one alarm with `Alarm`.
    const names = found.map(([id]) => id.replace(/(Alarm)?[0-9A-F]{8}$/, ''));
    const longest = (one: string, other: string) => other.length - one.length;
    const rowOf = (name: string) => rows.filter((row) => name.endsWith(row)).sort(longest)[0];
    expect(names.filter((name) => rowOf(name) === undefined)).toEqual([]);
    // The example has neither a domain nor a firewall of its own.
    const elsewhere = ['Certificate', 'NotRefreshed'];
    const unused = rows.filter((row) => !elsewhere.includes(row) && !names.some((name) => rowOf(name) === row));
    expect(unused).toEqual([]);
  });

  it('name commands and options that the operations tool has', () => {
    const commands = new Set(told.map((parts) => parts?.[3] ?? ''));
    const unknown = [...commands].filter((command) => {
      const words = command.split(' ').filter((word) => /^[a-z][a-z-]+$/.test(word));
      const path = /^(deliveries|jobs|logs)$/.test(words[0] ?? '') ? words.slice(0, 2) : words.slice(0, 1);
      const help = execFileSync(process.execPath, [tool, ...path, '--help'], { encoding: 'utf8' });
      const options = command.split(' ').filter((word) => word.startsWith('--'));
      return !help.includes(path.join(' ')) || options.some((option) => !help.includes(`${option} `));
    });
    expect(unknown).toEqual([]);
  });
});
