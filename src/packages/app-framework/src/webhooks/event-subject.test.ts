import examples from '@octokit/webhooks-examples';
import { subjectOf } from './event-subject';

const at = '2026-11-01T07:00:00Z';
const updated_at = '2026-11-01T07:00:00.000Z';
const pull = { number: 5, updated_at: at, head: { sha: 'abc' } };

describe('subjectOf', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['a pull request', { pull_request: pull }, { kind: 'pull-request', number: 5, head_sha: 'abc', updated_at }],
    ['an issue', { issue: { number: 6, updated_at: at } }, { kind: 'issue', number: 6, updated_at }],
    ['a comment on a pull request', { issue: { number: 7, pull_request: {} } }, { kind: 'pull-request', number: 7 }],
    ['a check of one', { check_run: { pull_requests: [pull] } }, expect.objectContaining({ number: 5 })],
    ['a check of none', { check_run: { pull_requests: [] } }, undefined],
    [
      'a workflow run of one',
      { workflow_run: { pull_requests: [{ number: 8 }] } },
      { kind: 'pull-request', number: 8 },
    ],
    ['a push', { after: 'abc' }, undefined],
    ['members that are null', { issue: null, pull_request: null, check_run: null }, undefined],
    ['a number that is none', { issue: { number: '6' } }, undefined],
    ['a time that is none', { issue: { number: 6, updated_at: 'soon' } }, { kind: 'issue', number: 6 }],
  ])('tells %s', (_what, payload, subject) => {
    expect(subjectOf(payload)).toEqual(subject);
  });

  it.each([
    ['pull_request', 'pull-request'],
    ['pull_request_review', 'pull-request'],
    ['pull_request_review_comment', 'pull-request'],
    ['issue_comment', expect.stringMatching(/^(issue|pull-request)$/)],
    ['issues', expect.stringMatching(/^(issue|pull-request)$/)],
  ])('tells that of every payload of %s that Octokit collected', (event, kind) => {
    const payloads = examples.find(({ name }) => name === event)?.examples ?? [];
    expect(payloads.length).toBeGreaterThan(0);
    const subjects = payloads.map((payload) => subjectOf({ ...Object(payload) }));
    expect(subjects).toEqual(
      payloads.map(() => expect.objectContaining({ kind, number: expect.any(Number), updated_at: expect.any(String) })),
    );
  });
});
