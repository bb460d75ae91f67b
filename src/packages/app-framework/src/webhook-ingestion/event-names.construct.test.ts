import { execFileSync } from 'node:child_process';
import { checkEventName, eventNames } from './event-names.construct';

/** In a process of its own: the package is an ES module. */
function namesOfOctokit(): string[] {
  const print = "import('@octokit/webhooks').then((m) => process.stdout.write(JSON.stringify(m.emitterEventNames)))";
  const names: unknown = JSON.parse(
    execFileSync(process.execPath, ['-e', print], { cwd: __dirname, encoding: 'utf8' }),
  );
  return [names].flat().map(String);
}

describe('eventNames', () => {
  it('are those of Octokit', () => {
    expect(eventNames).toEqual([...new Set(namesOfOctokit().map((name) => name.replace(/\..*/, '')))].sort());
  });
});

describe('checkEventName', () => {
  it('takes an event of GitHub', () => {
    expect(() => checkEventName('issues')).not.toThrow();
  });

  it.each([
    ['issue', 'Did you mean issues?'],
    ['pull_requests', 'Did you mean pull_request?'],
    ['Issues', 'Did you mean issues?'],
    ['', 'GitHub has no event'],
    ['issues.opened', "write event: 'issues', action: 'opened'"],
  ])('refuses %j, and says what may be meant', (name, said) => {
    expect(() => checkEventName(name)).toThrow(said);
  });
});
