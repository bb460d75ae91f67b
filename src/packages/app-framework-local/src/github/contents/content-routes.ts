import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import type { ApiContext, ApiEnvironment } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import type { ContentDirectory, ContentFile } from '../server/schemas';
import type { World } from '../world/world';
import { blobSha } from './git';

interface Place {
  readonly repository: Repository;
  readonly path: string;
  readonly ref: string;
  readonly base: string;
}

/** What a file is told whole up to, and what it is told of at all up to (https://docs.github.com/en/rest/repos/contents#get-repository-content). */
const mostToldBytes = 1_048_576;
const mostBytes = 100 * mostToldBytes;

function tooLarge(): GitHubError {
  const message = 'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.';
  return new GitHubError(403, message, undefined, [{ resource: 'Blob', field: 'data', code: 'too_large' }]);
}

/** Files and folders of a repository, at any branch or commit that there is. */
export function contentRoutes(world: World) {
  const admit = createAdmit(world);

  function answer(c: ApiContext, path: string): Response {
    const { repository } = admit(c, { contents: 'read' });
    const ref = c.req.query('ref') ?? repository.defaultBranch;
    const commit = world.git.resolve(repository, ref);
    if (commit === undefined) throw new GitHubError(404, `No commit found for the ref ${ref}`);
    const place = { repository, path, ref, base: c.var.call.base };
    const text = commit.files.get(path);
    if (text !== undefined) {
      const isRaw = /application\/vnd\.github\.(v3\.)?raw/.test(c.req.header('accept') ?? '');
      if (isRaw) return c.text(text);
      if (Buffer.byteLength(text) > mostBytes) throw tooLarge();
      return c.json<ContentFile>(fileBody(text, place));
    }
    const entries = folderEntries(commit.files, place);
    if (entries.length === 0 && path !== '') throw notFound();
    return c.json<ContentDirectory>(entries);
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/contents', (c) => answer(c, ''))
    .get('/repos/:owner/:repo/contents/:path{.*}', (c) => answer(c, c.req.param('path').replace(/\/+$/, '')));
}

function linksOf({ repository, path, ref, base }: Place, kind: 'blob' | 'tree', sha: string) {
  const fullName = `${repository.owner.login}/${repository.name}`;
  const self = `${base}/repos/${fullName}/contents/${path}?ref=${ref}`;
  const git = `${base}/repos/${fullName}/git/${kind}s/${sha}`;
  const html = `https://github.com/${fullName}/${kind}/${ref}/${path}`;
  const download = kind === 'blob' ? `https://raw.githubusercontent.com/${fullName}/${ref}/${path}` : null;
  return { url: self, git_url: git, html_url: html, download_url: download, _links: { self, git, html } };
}

function fileBody(text: string, place: Place): ContentFile {
  const bytes = Buffer.from(text);
  const sha = blobSha(text);
  const isTold = bytes.length <= mostToldBytes;
  return {
    type: 'file',
    encoding: isTold ? 'base64' : 'none',
    size: bytes.length,
    name: nameOf(place.path),
    path: place.path,
    // GitHub breaks base64 into lines.
    content: isTold ? bytes.toString('base64').replace(/.{1,60}/g, '$&\n') : '',
    sha,
    ...linksOf(place, 'blob', sha),
  };
}

function folderEntries(files: ReadonlyMap<string, string>, place: Place): ContentDirectory {
  const prefix = place.path === '' ? '' : `${place.path}/`;
  const entries = new Map<string, ContentDirectory[number]>();
  for (const [path, text] of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...below] = path.slice(prefix.length).split('/');
    if (entries.has(name)) continue;
    const isFolder = below.length > 0;
    const sha = blobSha(isFolder ? name : text);
    const inside = { ...place, path: `${prefix}${name}` };
    entries.set(name, {
      type: isFolder ? 'dir' : 'file',
      size: isFolder ? 0 : Buffer.byteLength(text),
      name,
      path: inside.path,
      sha,
      ...linksOf(inside, isFolder ? 'tree' : 'blob', sha),
    });
  }
  return [...entries.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
