import { HtmlRenderer, Parser } from 'commonmark';
import { html, raw } from 'hono/html';
import type { Issue } from '../issues/issues';
import type { Remark } from '../issues/remarks';
import { type Page, page } from '../login/pages';
import type { Reaction } from '../reactions/reactions';

const markdown = new Parser();
const rendered = new HtmlRenderer({ safe: true, softbreak: '<br />' });

/** The conversation below an issue or a pull request, with a form for whoever may write there. */
export function threadPage(issue: Issue, { path, speaker }: { path: string; speaker: string | undefined }): Page {
  const { title, number, repository, state, pull, comments } = issue;
  const what = pull === undefined ? 'Issue' : 'Pull request';
  return page(
    `${title} #${number}`,
    html`<p>${what} in <b>${repository.owner.login}/${repository.name}</b>, <b id="state">${state}</b></p>
      ${remark(issue, 'issue', issue.body)}
      ${comments.map((comment) => remark(comment, 'issuecomment', comment.body))}
      ${speaker === undefined ? '' : form(path, speaker)}`,
    'wide',
  );
}

function remark(
  { id, author, reactions }: Pick<Remark, 'id' | 'author' | 'reactions'>,
  kind: string,
  body: string | null,
) {
  return html`<article id="${kind}-${id}" data-author="${author.person.login}">
    <header><b>${author.person.login}</b>${author.app && author.person.type === 'User' ? ` with ${author.app.slug}` : ''}</header>
    ${body === null ? html`<p>No description.</p>` : raw(rendered.render(markdown.parse(withoutHtmlComments(body))))}
    ${reactions.length === 0 ? '' : html`<footer>${counted(reactions)}</footer>`}
  </article>`;
}

function form(path: string, speaker: string) {
  return html`<form method="post" action="${path}">
    <label for="body">Comment as <b>${speaker}</b></label>
    <textarea id="body" name="body" rows="3" required></textarea>
    <button class="main" id="comment">Comment</button>
  </form>`;
}

/** In words: not every machine has pictures of faces. */
function counted(reactions: readonly Reaction[]): string {
  const contents = [...new Set(reactions.map(({ content }) => content))];
  return contents
    .map((content) => `${content} ${reactions.filter((reaction) => reaction.content === content).length}`)
    .join(' · ');
}

function withoutHtmlComments(body: string): string {
  return body.replace(/<!--[\s\S]*?-->/g, '');
}
