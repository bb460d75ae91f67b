import { fenced } from '../command-text/foreign-text';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { hidden, markOfText } from '../handlers/hidden-mark';
import type { Once } from '../handlers/once';
import { cutText } from '../lambda/cut-text';
import { field } from '../lambda/parsed-json';
import type { CommandComment } from './comment-event';

export interface FeedbackPlace {
  readonly octokit: HandlerOctokit;
  readonly once: Once;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly comment: CommandComment;
  /** Told what could not be said, and why. */
  readonly warn: (what: string, error: unknown) => void;
}

/** What becomes of a command, as people see it at their comment. */
export type Reaction = 'seen' | 'done' | 'failed';

const contents = { seen: 'eyes', done: 'rocket', failed: 'confused' } as const;
const graphContents = { seen: 'EYES', done: 'ROCKET', failed: 'CONFUSED' } as const;
const addReaction =
  'mutation ($subjectId: ID!, $content: ReactionContent!) { addReaction(input: { subjectId: $subjectId, content: $content }) { reaction { id } } }';

/** GitHub takes no more in a comment; ours leave room for the mark. */
const longestBody = 65_000;
const longestShown = 64_000;

export type Feedback = ReturnType<typeof createFeedback>;

/**
 * Says in the thread of a comment what becomes of its commands. A thread may be locked, a comment deleted, a repository archived: what cannot be
 * said is told to the operator, and changes nothing about the command.
 */
export function createFeedback({ octokit, once, repository, comment, warn }: FeedbackPlace) {
  const { id, kind } = comment;

  async function quietly<Answer>(what: string, say: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await say();
    } catch (error) {
      warn(what, error);
      return undefined;
    }
  }

  return {
    /** The same one twice is one to GitHub. */
    async react(reaction: Reaction): Promise<void> {
      await quietly(`reaction ${reaction}`, async () => {
        const content = contents[reaction];
        if (kind === 'review') {
          await octokit.graphql(addReaction, { subjectId: comment.nodeId, content: graphContents[reaction] });
        } else if (kind === 'commit') {
          await octokit.rest.reactions.createForCommitComment({ ...repository, comment_id: id, content });
        } else if (kind === 'review-comment') {
          await octokit.rest.reactions.createForPullRequestReviewComment({ ...repository, comment_id: id, content });
        } else {
          await octokit.rest.reactions.createForIssueComment({ ...repository, comment_id: id, content });
        }
      });
    },

    /** The one comment of a command: written by the first text, edited by the next ones, and by the first where it is there already. */
    answer(command: string, answerId?: number): Answer {
      let written: Written | undefined = answerId === undefined ? undefined : { id: answerId, body: '' };
      let isRefused = false;

      return { say, id: () => written?.id };

      async function say(text: string): Promise<void> {
        const body = cut(text);
        if (isRefused) return;
        if (!written) {
          written = await quietly('answer', async () => {
            const { data } = await once(command, (writing) => post(writing, body));
            return { id: Number(field(data, 'id')), body: String(field(data, 'body') ?? '') };
          });
          isRefused = written === undefined;
        }
        // What an earlier try wrote may say something else.
        if (!written || withoutMark(written.body) === body) return;
        const marked = `${body}${markOfText(written.body) || `\n\n${hidden('answer')}`}`;
        const { id: writtenId } = written;
        await quietly('answer', () => edit(writtenId, marked));
        written = { id: writtenId, body: marked };
      }
    },
  };

  function post(writing: HandlerOctokit, body: string): Promise<{ readonly data: unknown }> {
    const { number = 0, commitSha = '', threadId = id } = comment;
    if (kind === 'commit') {
      return writing.rest.repos.createCommitComment({ ...repository, commit_sha: commitSha, body });
    }
    if (kind === 'review-comment') {
      const thread = { pull_number: number, comment_id: threadId };
      return writing.rest.pulls.createReplyForReviewComment({ ...repository, ...thread, body });
    }
    return writing.rest.issues.createComment({ ...repository, issue_number: number, body });
  }

  function edit(comment_id: number, body: string): Promise<unknown> {
    if (kind === 'commit') return octokit.rest.repos.updateCommitComment({ ...repository, comment_id, body });
    if (kind === 'review-comment') return octokit.rest.pulls.updateReviewComment({ ...repository, comment_id, body });
    return octokit.rest.issues.updateComment({ ...repository, comment_id, body });
  }
}

export interface Answer {
  readonly say: (text: string) => Promise<void>;
  /** Of the comment; absent while there is none. */
  readonly id: () => number | undefined;
}

interface Written {
  readonly id: number;
  readonly body: string;
}

function withoutMark(body: string): string {
  return body.slice(0, body.length - markOfText(body).length);
}

/** What is cut may end within a fence or what is folded: it is shown as it was written, so that nothing of it stays open. */
function cut(text: string): string {
  if (text.length <= longestBody) return text;
  const shown = fenced(cutText(text, longestShown));
  // A fence is longer than any in it.
  const whole = shown.length <= longestBody ? shown : fenced(cutText(text, longestBody / 4));
  return `${whole}\n\n… the rest was left out.`;
}
