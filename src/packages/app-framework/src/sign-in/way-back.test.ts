import { wayBack } from './way-back';

const repository = 'acme/website';
const gitHub = 'https://api.github.com';

describe('wayBack', () => {
  it.each([
    ['issue_comment', '#issuecomment-9'],
    ['commit_comment', '#commitcomment-9'],
    ['pull_request_review_comment', '#discussion_r9'],
    ['pull_request_review', '#pullrequestreview-9'],
    ['something_new', ''],
  ])('leads to the %s in its thread', (kind, anchor) => {
    const place = { repository, number: 5 };
    expect(wayBack(gitHub, { place, comment: { kind, id: 9 } })).toBe(
      `https://github.com/acme/website/issues/5${anchor}`,
    );
  });

  it('leads to the commit of a comment on one, to the repository, or to GitHub, where no more is known', () => {
    const comment = { kind: 'commit_comment', id: 9, sha: 'abc' };
    expect(wayBack(gitHub, { place: { repository }, comment })).toBe(
      'https://github.com/acme/website/commit/abc#commitcomment-9',
    );
    expect(wayBack(gitHub, { place: { repository } })).toBe('https://github.com/acme/website');
    expect(wayBack(gitHub, {})).toBe('https://github.com');
  });
});
