import { Hono } from 'hono';
import { repositoryUrl } from '../issues/issue-body';
import { createAdmit } from '../repositories/access';
import type { ApiContext, ApiEnvironment } from '../server/call';
import { notFound } from '../server/github-error';
import type { BlobBody, TreeBody } from '../server/schemas';
import type { World } from '../world/world';
import { blobSha, type Commit } from './git';

/** So many entries a recursive tree names, and says that there are more (https://docs.github.com/en/rest/git/trees#get-a-tree). */
const mostEntries = 100_000;

/** Objects of git: whole files by what is in them, and trees by the commit, its tree, or a branch. */
export function gitObjectRoutes(world: World) {
  const { git } = world;
  const admit = createAdmit(world);

  function blob(c: ApiContext): Response {
    const { repository, act } = admit(c, { contents: 'read' });
    const sha = c.req.param('sha') ?? '';
    const text = git.blob(repository, sha);
    if (text === undefined) throw notFound();
    const bytes = Buffer.from(text);
    const url = `${repositoryUrl(repository, act.base)}/git/blobs/${sha}`;
    const content = bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
    return c.json<BlobBody>({ content, encoding: 'base64', url, sha, size: bytes.length, node_id: `B_${sha}` });
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/git/blobs/:sha', blob)
    .get('/repos/:owner/:repo/git/trees/:ref{.+}', (c) => {
      const { repository, act } = admit(c, { contents: 'read' });
      const commit = git.resolve(repository, c.req.param('ref')) ?? git.ofTree(repository, c.req.param('ref'));
      if (commit === undefined) throw notFound();
      const url = `${repositoryUrl(repository, act.base)}/git`;
      const all = entriesOf(commit, { url, isRecursive: c.req.query('recursive') !== undefined });
      const tree = all.slice(0, mostEntries);
      const truncated = tree.length < all.length;
      return c.json<TreeBody>({ sha: commit.treeSha, url: `${url}/trees/${commit.treeSha}`, tree, truncated });
    });
}

function entriesOf({ files }: Commit, { url, isRecursive }: { url: string; isRecursive: boolean }): TreeBody['tree'] {
  const entries = new Map<string, TreeBody['tree'][number]>();
  for (const [path, text] of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      const sha = blobSha(folder);
      entries.set(folder, { path: folder, mode: '040000', type: 'tree', sha, url: `${url}/trees/${sha}` });
    }
    const sha = blobSha(text);
    const size = Buffer.byteLength(text);
    entries.set(path, { path, mode: '100644', type: 'blob', sha, size, url: `${url}/blobs/${sha}` });
  }
  const sorted = [...entries.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  return isRecursive ? sorted : sorted.filter(({ path }) => !path.includes('/'));
}
