import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
  const texts = [stack, stack.credentialManager].flatMap((each) =>
    Object.values(Template.fromStack(each).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) =>
      String(Properties.AlarmDescription),
    ),
  );
  const told = texts.map((text) => /^(.+) Runbook: ([a-z-]+)\. Run: ([a-z].*)$/.exec(text));

  it('each say what is wrong, a runbook and one command', () => {
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((_text, index) => !told[index])).toEqual([]);
  });

  it('name runbooks that are there', () => {
    const named = new Set(told.map((parts) => parts?.[2] ?? ''));
    expect([...named].filter((name) => !existsSync(join(root, 'runbooks', `${name}.md`)))).toEqual([]);
  });

  it('name commands and options that the operations tool has', () => {
    const commands = new Set(told.map((parts) => parts?.[3] ?? ''));
    const unknown = [...commands].filter((command) => {
      const words = command.split(' ').filter((word) => /^[a-z][a-z-]+$/.test(word));
      const path = words[0] === 'deliveries' || words[0] === 'jobs' ? words.slice(0, 2) : words.slice(0, 1);
      const help = execFileSync(process.execPath, [tool, ...path, '--help'], { encoding: 'utf8' });
      const options = command.split(' ').filter((word) => word.startsWith('--'));
      return !help.includes(path.join(' ')) || options.some((option) => !help.includes(`${option} `));
    });
    expect(unknown).toEqual([]);
  });
});
