import { inlineCode } from '../command-text/foreign-text';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { hidden } from '../handlers/hidden-mark';
import type { Once } from '../handlers/once';
import { field } from '../lambda/parsed-json';
import { type Finding, nameOf } from '../security-findings/finding';
import { type AskGitHub, textIn } from '../security-verdicts/ask-github';
import type { Place } from '../security-verdicts/open-findings';
import { findingLine, type Telling } from './finding-text';
import type { Write } from './paced';

/** Clocks of one service differ by less. */
const skewMilliseconds = 5 * 60_000;

export interface IssueCollaborators {
  readonly octokit: HandlerOctokit;
  readonly ask: AskGitHub;
  readonly once: Once;
  readonly write: Write;
  readonly place: Place;
  readonly appId: number;
  /** Name of the bot, without `[bot]`. */
  readonly bot: string;
  readonly telling: Telling;
}

export interface Tracked {
  readonly finding: Finding;
  /** Whether its issue is to be there and open. */
  readonly isWanted: boolean;
  /** Whether it has opened just now: what people closed is not opened by anything less. */
  readonly hasOpened: boolean;
}

/**
 * Keeps the issue of a finding as the finding is: there and open while it is, closed when it is not. It is found by a hidden mark that our bot
 * wrote, whatever its title is by then.
 */
export function createTrackIssue(collaborators: IssueCollaborators) {
  const { octokit, ask, once, write, place, appId, bot, telling } = collaborators;

  return async function track({ finding, isWanted, hasOpened }: Tracked): Promise<string> {
    const mark = hidden(`alert ${finding.source} ${finding.id}`);
    const creator = `${bot}[bot]`;
    const isIt = (one: unknown) => isOurs(one, appId) && textIn(one, 'body').endsWith(mark);
    // The newest first: before the alert nobody wrote of it.
    const oldest = Date.parse(finding.knownSince ?? '') - skewMilliseconds;
    const isEnough = (page: readonly unknown[]) =>
      page.some(isIt) || Date.parse(textIn(page.at(-1), 'created_at')) < oldest;
    const asked = await ask.all('GET /repos/{owner}/{repo}/issues', { ...place, state: 'all', creator }, isEnough);
    if (asked.kind === 'refused') return `the issues were refused: ${asked.message}`;
    const issue = asked.data.find(isIt);
    const number = field(issue, 'number');
    if (typeof number !== 'number') {
      if (!asked.isWhole) return `it is not among the ${asked.data.length} newest issues, and none is written twice`;
      if (!isWanted) return 'there is no issue, and none is needed';
      await write('creation', () => octokit.rest.issues.create({ ...place, ...newIssue(finding, { mark, telling }) }));
      return 'an issue was opened';
    }
    const isOpen = textIn(issue, 'state') === 'open';
    if (isWanted && !isOpen && hasOpened) {
      await say(number, `${findingLine(finding, telling)} is open again.`);
      await change(number, { state: 'open' });
      return `issue ${number} was opened again`;
    }
    if (!finding.isOpen && isOpen) {
      await say(number, `${findingLine(finding, telling)} is no longer open.`);
      await change(number, { state: 'closed' });
      return `issue ${number} was closed`;
    }
    return `issue ${number} stays as it is`;
  };

  async function say(issue_number: number, body: string): Promise<void> {
    const comment = () =>
      once(`issue ${issue_number}`, (writing) => writing.rest.issues.createComment({ ...place, issue_number, body }));
    await write('creation', comment);
  }

  async function change(issue_number: number, state: { readonly state: 'open' | 'closed' }): Promise<void> {
    await write('change', () => octokit.rest.issues.update({ ...place, issue_number, ...state }));
  }
}

/** A mark that somebody copied is no mark. */
export function isOurs(written: unknown, appId: number): boolean {
  return (
    field(field(written, 'performed_via_github_app'), 'id') === appId && field(field(written, 'user'), 'type') === 'Bot'
  );
}

function newIssue(finding: Finding, { mark, telling }: { readonly mark: string; readonly telling: Telling }) {
  const { source, severity, tool } = finding;
  const name = telling === 'whole' ? finding.title : `${nameOf(finding)}, ${severity}`;
  const by = tool === undefined || telling === 'number' ? '' : `\n\nFound by ${inlineCode(tool)}.`;
  const note = 'This issue is closed when the alert is, and opened again with it.';
  return {
    title: `[Security] ${name.replaceAll('@', '@\u200b')}`,
    labels: ['security', source.replaceAll('_', '-')],
    body: `${findingLine(finding, telling)}${by}\n\n${note}\n\n${mark}`,
  };
}
