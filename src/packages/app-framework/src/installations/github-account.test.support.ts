import type { Reply } from '../github/fake-github.test.support';

/** What a test says about an installation; the rest is made up. */
export interface DescribedInstallation {
  readonly id: number;
  readonly login: string;
  readonly nodeId?: string;
  readonly type?: 'Organization' | 'User' | 'Enterprise';
  readonly suspendedAt?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly repositories?: 'all' | 'selected';
}

/** An installation in GitHub's words. */
export function gitHubInstallation({ id, login, type = 'Organization', ...more }: DescribedInstallation) {
  const nodeId = more.nodeId ?? `node-of-${login}`;
  const account = type === 'Enterprise' ? { node_id: nodeId, slug: login } : { node_id: nodeId, login, type };
  return {
    id,
    account,
    target_type: type,
    permissions: more.permissions ?? { metadata: 'read' },
    repository_selection: more.repositories ?? 'all',
    suspended_at: more.suspendedAt ?? null,
  };
}

/** The same installation as a row says it. */
export function rowOf(described: DescribedInstallation & { readonly appId: number; readonly lastRefreshed?: string }) {
  const { id, login, type = 'Organization', appId, suspendedAt, lastRefreshed } = described;
  return {
    appId,
    installationId: id,
    nodeId: described.nodeId ?? `node-of-${login}`,
    targetType: type,
    name: login,
    permissions: described.permissions ?? { metadata: 'read' },
    repositorySelection: 'all',
    ...(suspendedAt && { suspendedAt }),
    ...(lastRefreshed && { lastRefreshed }),
  };
}

/** A list of installations over pages of two, with the links of GitHub. */
export function pagedInstallations(url: string, installations: readonly DescribedInstallation[]) {
  return ({ query }: { query: Readonly<Record<string, string>> }): Reply => {
    const page = Number(query.page ?? 1);
    const part = installations.slice((page - 1) * 2, page * 2);
    const isLast = page * 2 >= installations.length;
    const link = `<${url}/app/installations?per_page=100&page=${page + 1}>; rel="next"`;
    return { body: part.map(gitHubInstallation), ...(!isLast && { headers: { link } }) };
  };
}
