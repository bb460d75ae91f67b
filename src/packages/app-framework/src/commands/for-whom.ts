import { inlineCode } from '../command-text/foreign-text';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';

export interface Asker {
  readonly login: string;
  /** Of the comment that asked; empty where GitHub named none. */
  readonly url: string;
}

/** Has each check run that this Octokit writes say whom the App wrote it for: only an App may, and all that GitHub shows of it is the App. */
export function sayForWhom(octokit: HandlerOctokit, { login, url }: Asker): HandlerOctokit {
  const whom = `For ${inlineCode(login)}${url === '' ? '' : `, who asked for it [here](${url})`}.`;
  octokit.hook.before('request', (options) => {
    const { method, url: address } = octokit.request.endpoint.parse(options);
    const { pathname } = new URL(address);
    const isMade = method === 'POST' && /\/repos\/[^/]+\/[^/]+\/check-runs$/.test(pathname);
    const isChanged = method === 'PATCH' && /\/repos\/[^/]+\/[^/]+\/check-runs\/\d+$/.test(pathname);
    const output: unknown = options.output;
    // What it said before stands where a change says nothing else.
    if (!isMade && !(isChanged && field(output, 'summary') !== undefined)) return;
    const given = field(output, 'summary');
    const summary = typeof given === 'string' ? given : '';
    if (summary.includes(whom)) return;
    const title = field(output, 'title') ?? options.name;
    Object.assign(options, { output: { ...Object(output), title, summary: `${summary}\n\n${whom}`.trim() } });
  });
  return octokit;
}
