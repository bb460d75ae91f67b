import { numberMember, requiredText, textMember, wordMember } from '../server/body-members';
import type { AskedComment } from './review-acts';

/** A comment as a request has it. `position` counts lines of the diff, which are those of the file here. @throws GitHubError 422 */
export function askedComment(body: Readonly<Record<string, unknown>>): AskedComment {
  return {
    body: requiredText(body, 'body'),
    path: requiredText(body, 'path'),
    line: numberMember(body, 'line') ?? numberMember(body, 'position'),
    startLine: numberMember(body, 'start_line'),
    side: wordMember(body, 'side', ['LEFT', 'RIGHT']),
    commitId: textMember(body, 'commit_id'),
  };
}
