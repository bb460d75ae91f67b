import { isOwn } from './own-event';

const app = { appId: 7, slug: 'greeter' };
const bot = { login: 'greeter[bot]', type: 'Bot' };
const person = { login: 'mona', type: 'User' };
const through = (appId: number) => ({ performed_via_github_app: { id: appId } });

describe('isOwn', () => {
  it.each<[string, string, Record<string, unknown>, boolean]>([
    ['a comment of its bot', 'issue_comment', { action: 'created', sender: bot }, true],
    ['what its bot edits', 'issues', { action: 'edited', sender: bot }, true],
    ['a push of its bot', 'push', { sender: bot }, true],
    ['an event of a person', 'issues', { action: 'opened', sender: person }, false],
    ['an event of another bot', 'issues', { action: 'opened', sender: { login: 'other[bot]' } }, false],
    ['an event without a sender', 'issues', { action: 'opened' }, false],
    ['a sender that is null', 'issues', { action: 'opened', sender: null }, false],
    ['an account that is called as the App', 'issues', { action: 'opened', sender: { login: 'greeter' } }, false],
    [
      'a comment through the App',
      'issue_comment',
      { action: 'created', sender: person, comment: through(7), issue: {} },
      true,
    ],
    ['an issue through the App', 'issues', { action: 'opened', sender: person, issue: through(7) }, true],
    [
      'a review through the App',
      'pull_request_review',
      { action: 'submitted', sender: person, review: through(7) },
      true,
    ],
    [
      'a comment through another App',
      'issue_comment',
      { action: 'created', sender: person, comment: through(8) },
      false,
    ],
    [
      'a comment through none',
      'issue_comment',
      { action: 'created', comment: { performed_via_github_app: null } },
      false,
    ],
    [
      "a person's comment on the App's issue",
      'issue_comment',
      { action: 'created', comment: {}, issue: through(7) },
      false,
    ],
    [
      "a person who edits the App's comment",
      'issue_comment',
      { action: 'edited', sender: person, comment: through(7) },
      false,
    ],
    ["a person who labels the App's issue", 'issues', { action: 'labeled', sender: person, issue: through(7) }, false],
    ['a button that a person pressed', 'check_run', { action: 'requested_action', sender: person }, false],
    ['a check run wanted again', 'check_run', { action: 'rerequested', sender: bot }, false],
    ['a check suite wanted again', 'check_suite', { action: 'rerequested', sender: bot }, false],
    ['a check run of its bot', 'check_run', { action: 'completed', sender: bot }, true],
  ])('judges %s', (_what, event, payload, expected) => {
    expect(isOwn(app, { event, payload })).toBe(expected);
  });

  it('knows its bot by the id of its account, whatever the App is called by now', () => {
    const renamed = { event: 'push', payload: { sender: { id: 41, login: 'welcomer[bot]' } } };
    expect(isOwn({ ...app, botId: 41 }, renamed)).toBe(true);
    expect(isOwn({ ...app, botId: 42 }, renamed)).toBe(false);
  });

  it('knows no bot while nobody has asked GitHub for the slug', () => {
    const payload = { action: 'created', sender: { login: 'undefined[bot]' } };
    expect(isOwn({ appId: 7 }, { event: 'issue_comment', payload })).toBe(false);
  });
});
