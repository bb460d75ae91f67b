import { Hono } from 'hono';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import { createAdmit } from '../repositories/access';
import type { ApiEnvironment } from '../server/call';
import { notFound } from '../server/github-error';
import type { ComparedFiles } from '../server/schemas';
import type { World } from '../world/world';
import { changesBetween, listedChanges } from './changes';
import { diffEntry } from './diff-entry';
import { historyTo } from './git';

/** So many files a comparison names, and says nothing of the others. */
const mostFiles = 300;

/** What is in one commit and not in another: the files against what both stand on. Which commits these are is not told. */
export function compareRoutes(world: World) {
  const admit = createAdmit(world);
  return new Hono<ApiEnvironment>().get('/repos/:owner/:repo/compare/:basehead{.+}', (c) => {
    const { repository, act } = admit(c, { contents: 'read' });
    const basehead = c.req.param('basehead');
    const [from, to] = basehead.split('...').map((ref) => world.git.resolve(repository, ref));
    if (!from || !to) throw notFound();
    const [behind, ahead] = [historyTo(from), historyTo(to)];
    const common = ahead.find((commit) => behind.includes(commit));
    if (!common) throw notFound();
    const [aheadBy, behindBy] = [ahead.indexOf(common), behind.indexOf(common)];
    const files = listedChanges(changesBetween(common, to)).slice(0, mostFiles);
    const html = `${webUrl(repository)}/compare/${basehead}`;
    return c.json<ComparedFiles>({
      url: `${repositoryUrl(repository, act.base)}/compare/${basehead}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      status: statusOf(aheadBy, behindBy),
      ahead_by: aheadBy,
      behind_by: behindBy,
      total_commits: aheadBy,
      files: files.map((change) => diffEntry(change, { repository, sha: to.sha, base: act.base })),
    });
  });
}

function statusOf(aheadBy: number, behindBy: number): ComparedFiles['status'] {
  if (aheadBy > 0) return behindBy > 0 ? 'diverged' : 'ahead';
  return behindBy > 0 ? 'behind' : 'identical';
}
