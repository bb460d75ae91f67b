import { missingMembers } from '../events/example-members.test.support';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };

describe('reviews and the comments in a diff', () => {
  const { place, bot } = useHookedGitHub();
  let pull: { number: number; headSha: string };

  beforeEach(async () => {
    await place().control.push({ repository: 'acme/web', branch: 'change', files: { 'a.txt': 'one\ntwo\n' } });
    pull = await place().control.openPull({ repository: 'acme/web', title: 'Change', head: 'change' });
  });

  const call = (method: string, path: string, parameters: Record<string, unknown> = {}) =>
    bot().octokit.request(`${method} /repos/acme/web/pulls/${path}`, parameters);
  const statusOf = (method: string, path: string, parameters: Record<string, unknown> = {}) =>
    call(method, path, parameters).then(
      (answer) => answer.status,
      (error) => error.status,
    );
  const reviewEvents = async () => (await place().posted()).filter((event) => event.startsWith('pull_request_review'));

  it('begin with one comment, around which there is a review without a body, and go on with replies', async () => {
    const asked = { ...web, pull_number: pull.number };
    const { data: comment } = await bot().octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
      ...asked,
      body: 'Why?',
      path: 'a.txt',
      commit_id: pull.headSha,
      line: 2,
    });
    expect(comment).toMatchObject({ path: 'a.txt', line: 2, side: 'RIGHT', user: { login: 'robot[bot]' } });
    expect(comment.diff_hunk).toContain('+two');
    const { data: reply } = await call('POST', `${pull.number}/comments/${comment.id}/replies`, { body: 'So.' });
    expect(reply).toMatchObject({ in_reply_to_id: comment.id, line: 2, path: 'a.txt' });
    const { data: second } = await call('POST', `${pull.number}/comments`, { body: 'Oh.', in_reply_to: reply.id });
    expect(second.in_reply_to_id).toBe(comment.id);
    await call('PATCH', `comments/${comment.id}`, { body: 'Why so?' });
    expect((await call('GET', `comments/${comment.id}`)).data.body).toBe('Why so?');
    expect((await call('GET', `${pull.number}/comments`)).data).toHaveLength(3);
    await call('DELETE', `comments/${reply.id}`);
    expect(await statusOf('GET', `comments/${reply.id}`)).toBe(404);

    expect(await reviewEvents()).toEqual([
      ...Array(3).fill(['pull_request_review.submitted', 'pull_request_review_comment.created']).flat(),
      'pull_request_review_comment.edited',
      'pull_request_review_comment.deleted',
    ]);
    for (const event of ['pull_request_review', 'pull_request_review_comment']) {
      for (const payload of place().endpoint.payloads(event)) {
        expect([event, missingMembers(event, payload)]).toEqual([event, []]);
        expect(payload.pull_request).not.toHaveProperty('mergeable');
      }
    }
    expect(place().endpoint.payloads('pull_request_review')[0]).toMatchObject({
      review: { id: comment.pull_request_review_id, state: 'commented', body: null },
    });
    expect(place().endpoint.payloads('pull_request_review_comment')[3]).toMatchObject({
      changes: { body: { from: 'Why?' } },
      comment: { body: 'Why so?' },
    });
  });

  it('are submitted with words and comments, listed and edited', async () => {
    const { data: review } = await call('POST', `${pull.number}/reviews`, {
      event: 'REQUEST_CHANGES',
      body: 'Not yet.',
      comments: [{ path: 'a.txt', body: 'Here.', position: 1 }],
    });
    expect(review).toMatchObject({ state: 'CHANGES_REQUESTED', commit_id: pull.headSha, body: 'Not yet.' });
    await call('PUT', `${pull.number}/reviews/${review.id}`, { body: 'Not so.' });
    const byJane = { repository: 'acme/web', number: pull.number, sender: 'jane' } as const;
    const { id } = await place().control.review({ ...byJane, body: '@robot deploy', event: 'APPROVE' });
    await place().control.changeReview({ id, body: '@robot help', sender: 'jane' });
    const listed = (await call('GET', `${pull.number}/reviews`)).data;
    expect(listed.map(({ state, body }: { state: string; body: string }) => [state, body])).toEqual([
      ['CHANGES_REQUESTED', 'Not so.'],
      ['APPROVED', '@robot help'],
    ]);
    expect(await reviewEvents()).toEqual([
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
      'pull_request_review.edited',
      'pull_request_review.submitted',
      'pull_request_review.edited',
    ]);
    expect(place().endpoint.payloads('pull_request_review')[2]).toMatchObject({
      sender: { login: 'jane' },
      review: { state: 'approved', body: '@robot deploy', user: { login: 'jane' } },
    });
    expect(place().endpoint.payloads('pull_request_review')[3]).toMatchObject({
      changes: { body: { from: '@robot deploy' } },
    });
  });

  it('stay unseen while they are pending', async () => {
    const { data: review } = await call('POST', `${pull.number}/reviews`, {
      comments: [{ path: 'a.txt', body: 'Here.', line: 1 }],
    });
    expect(review).toMatchObject({ state: 'PENDING' });
    expect(review).not.toHaveProperty('submitted_at');
    const [{ id } = { id: 0 }] = (await call('GET', `${pull.number}/reviews/${review.id}/comments`)).data;
    await call('PATCH', `comments/${id}`, { body: 'There.' });
    const other = await place().install({ slug: 'other' });
    const seen = await other.octokit.request(`GET /repos/acme/web/pulls/${pull.number}/reviews`);
    expect(seen.data).toEqual([]);
    expect(await reviewEvents()).toEqual([]);
    await call('POST', `${pull.number}/reviews/${review.id}/events`, { event: 'COMMENT', body: 'Done.' });
    expect((await call('GET', `${pull.number}/reviews/${review.id}`)).data).toMatchObject({
      state: 'COMMENTED',
      body: 'Done.',
    });
    expect(await reviewEvents()).toHaveLength(4);
    expect(await statusOf('POST', `${pull.number}/reviews/${review.id}/events`, { event: 'COMMENT' })).toBe(422);
  });

  it('refuse what is not in the diff, what says nothing and what is no pull request', async () => {
    const comment = { body: 'a', path: 'a.txt', commit_id: pull.headSha, line: 1 };
    expect(await statusOf('POST', `${pull.number}/comments`, { ...comment, path: 'b.txt' })).toBe(422);
    expect(await statusOf('POST', `${pull.number}/comments`, { ...comment, commit_id: 'x' })).toBe(422);
    expect(await statusOf('POST', `${pull.number}/comments`, { ...comment, line: undefined })).toBe(422);
    expect(await statusOf('POST', `${pull.number}/reviews`, { event: 'COMMENT' })).toBe(422);
    expect(await statusOf('POST', `${pull.number}/reviews`, { event: 'LGTM', body: 'a' })).toBe(422);
    expect(await statusOf('POST', `${pull.number}/reviews`, { event: 'APPROVE' })).toBe(200);
    const { number } = await place().control.openIssue({ repository: 'acme/web', title: 'a' });
    expect(await statusOf('GET', `${number}/comments`)).toBe(404);
    expect(await statusOf('GET', `${number}/reviews`)).toBe(404);
  });
});
