import { isRouted } from '../routes/event-route';
import { isOwn } from '../routes/own-event';
import { taskOf } from './task.test.support';

const app = { appId: 1234, slug: 'robot' };

/** Whether a handler of comments and check runs gets this event. */
function reaches(event: string, payload: Record<string, unknown>, { own }: { own?: boolean } = {}): boolean {
  const route = { name: 'answer', events: ['issue_comment', 'check_run'], ...(own !== undefined && { own }) };
  const action = String(payload.action);
  return isRouted(route, event, taskOf({ action, own: isOwn(app, { event, payload }) }).detail);
}

describe('the loop guard', () => {
  const ours = { action: 'created', sender: { login: 'robot[bot]' }, comment: {} };

  it('keeps from a handler what its own bot wrote, so that it never answers itself', () => {
    expect(reaches('issue_comment', ours)).toBe(false);
    expect(reaches('issue_comment', { ...ours, sender: { login: 'octocat' } })).toBe(true);
  });

  it('knows what was written through the App while its slug is not known', () => {
    const comment = { performed_via_github_app: { id: 1234 } };
    const payload = { action: 'created', sender: { login: 'somebody[bot]' }, comment };

    expect(reaches('issue_comment', payload)).toBe(false);
    expect(reaches('issue_comment', { ...payload, comment: { performed_via_github_app: { id: 5 } } })).toBe(true);
  });

  it('lets people edit what the App wrote, and ask for its check runs again', () => {
    const comment = { performed_via_github_app: { id: 1234 } };

    expect(reaches('issue_comment', { action: 'edited', sender: { login: 'octocat' }, comment })).toBe(true);
    expect(reaches('check_run', { action: 'rerequested', sender: { login: 'octocat' } })).toBe(true);
    expect(reaches('check_run', { action: 'requested_action', sender: { login: 'octocat' } })).toBe(true);
  });

  it('gives it to a handler that asks for it', () => {
    expect(reaches('issue_comment', ours, { own: true })).toBe(true);
  });
});
