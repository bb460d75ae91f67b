import type { OperationInputs, OperationOutputs } from '../api/operations';
import { type Ceiling, heightOf, isLevel, isRecord, type Level } from './ceiling';

export type Scope = NonNullable<OperationInputs['GetInstallationToken']['scopeDown']>;
export type ActualScope = OperationOutputs['GetInstallationToken']['actualScopeDown'];

/** What is known of the installation that a token is for. */
export interface JudgedInstallation {
  /** Login or slug of the account. */
  readonly name: string;
  /** Kind of the account: the slug of an `Enterprise` is no login. */
  readonly targetType: string;
  /** What the installation has been granted; empty where that is not known yet. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** What a request says before anything is looked up. */
export interface JudgedRequest {
  readonly appId: number;
  /** Login of the account, where the request names it. */
  readonly owner?: string | undefined;
  /** Slug of the enterprise, where the request names one. */
  readonly enterprise?: string | undefined;
  readonly scopeDown?: Scope | undefined;
  /** How the request names the account. Refusals say no more about it, so that nobody learns of accounts by asking. */
  readonly described: string;
}

/** What is asked for, for one installation. Names of repositories are without their owner where the owner is its account. */
export interface JudgedScope {
  readonly installation: JudgedInstallation;
  readonly asked: Scope;
  /** How the request names the account. */
  readonly described: string;
}

/** Either what to ask GitHub for, or the parts of the request that go beyond the ceiling. */
export type Judgement =
  | { readonly kind: 'within'; readonly scope: Scope }
  | { readonly kind: 'beyond'; readonly excess: readonly string[] };

/** The parts of a request that go beyond the ceiling whichever installation it is for. */
export function excessOfRequest(ceiling: Ceiling, request: JudgedRequest): readonly string[] {
  const { owner, enterprise, described } = request;
  const isOtherApp = ceiling.apps !== undefined && !ceiling.apps.includes(request.appId);
  const permissions = request.scopeDown?.permissions ?? {};
  const isOtherAccount =
    (owner !== undefined && !isOwner(ceiling, { name: owner, targetType: 'Organization' })) ||
    (enterprise !== undefined && !isOwner(ceiling, { name: enterprise, targetType: 'Enterprise' }));
  return [
    ...(isOtherApp ? [`App ${request.appId}`] : []),
    ...(isOtherAccount ? [described] : []),
    ...excessOfPermissions(ceiling, permissions),
  ];
}

/**
 * The scope to ask GitHub for. What is not named in the request is what the ceiling allows and the installation has; a list in it is
 * never empty, since to GitHub that means everything. Repositories named by id stay, and are judged by what GitHub answers.
 */
export function judge(ceiling: Ceiling, { installation, described, asked }: JudgedScope): Judgement {
  const owner = installation.name.toLowerCase();
  if (!isOwner(ceiling, installation)) return beyond([described]);
  const excess = [
    ...excessOfPermissions(ceiling, asked.permissions ?? {}),
    ...excessOfNames(ceiling, owner, asked.repositoryNames ?? []),
  ];
  if (excess.length > 0) return beyond(excess);

  const isSilentOnRepositories = asked.repositoryIds === undefined && asked.repositoryNames === undefined;
  const names = ceiling.repositories && isSilentOnRepositories ? namesOf(ceiling.repositories, owner) : undefined;
  if (names?.length === 0) return beyond([`every repository of ${described}`]);
  const isSilentOnPermissions = asked.permissions === undefined;
  const permissions = ceiling.permissions && isSilentOnPermissions ? cut(ceiling.permissions, installation) : undefined;
  if (permissions && Object.keys(permissions).length === 0) {
    return beyond([`every permission on ${described}`]);
  }
  return {
    kind: 'within',
    scope: { ...asked, ...(names && { repositoryNames: names }), ...(permissions && { permissions }) },
  };
}

/** What GitHub says about a token, and the request that it answers. */
export interface JudgedAnswer {
  readonly request: JudgedRequest;
  readonly installation: JudgedInstallation;
  /** Body of GitHub's answer. */
  readonly answer: unknown;
}

/**
 * The parts of a token that go beyond the ceiling, by what GitHub says the token reaches. Repositories that the request did not name are
 * not named here either. What GitHub says in a way that is not understood is beyond.
 */
export function excessOfAnswer(ceiling: Ceiling, { request, installation, answer }: JudgedAnswer): string[] {
  const { repositories, permissions } = isRecord(answer) ? answer : {};
  return [
    ...(isOwner(ceiling, installation) ? [] : [request.described]),
    ...(ceiling.repositories
      ? excessOfRepositories(ceiling.repositories, { request, installation, repositories })
      : []),
    ...(ceiling.permissions ? excessOfLevels(ceiling, permissions) : []),
  ];
}

/** The same for a token that was minted before, whose scope was kept. */
export function excessOfKept(
  ceiling: Ceiling,
  { kept, ...judged }: Omit<JudgedAnswer, 'answer'> & { readonly kept: ActualScope },
): string[] {
  const { repositoryIds = [], repositoryNames, permissions } = kept;
  const repositories = repositoryNames?.map((name, index) => ({ id: repositoryIds[index], name }));
  return excessOfAnswer(ceiling, { ...judged, answer: { repositories, permissions } });
}

/** The slug of an enterprise is named as one: `enterprises/SLUG`. */
function isOwner({ owners }: Ceiling, { name, targetType }: Pick<JudgedInstallation, 'name' | 'targetType'>): boolean {
  const owner = name.toLowerCase();
  return owners === undefined || owners.includes(targetType === 'Enterprise' ? `enterprises/${owner}` : owner);
}

function excessOfRepositories(
  allowed: readonly string[],
  { request, installation, repositories }: Omit<JudgedAnswer, 'answer'> & { readonly repositories: unknown },
): string[] {
  if (!Array.isArray(repositories) || repositories.length === 0) return ['every repository of the installation'];
  const owner = installation.name.toLowerCase();
  const { repositoryIds = [] } = request.scopeDown ?? {};
  const excess = repositories.flatMap((repository: unknown) => {
    const { id, name } = isRecord(repository) ? repository : {};
    if (typeof name === 'string' && isAllowed(allowed, owner, name)) return [];
    const isNamed = typeof id === 'number' && repositoryIds.includes(id);
    return [isNamed ? `repository ${id}` : 'a repository that was not asked for'];
  });
  return [...new Set(excess)];
}

function excessOfLevels(ceiling: Ceiling, permissions: unknown): string[] {
  if (!isRecord(permissions) || Object.keys(permissions).length === 0) return ['every permission of the installation'];
  const levels = Object.entries(permissions).map(([name, level]) => [name, String(level)] as const);
  return excessOfPermissions(ceiling, Object.fromEntries(levels));
}

function excessOfPermissions({ permissions: allowed }: Ceiling, asked: Readonly<Record<string, string>>): string[] {
  if (!allowed) return [];
  return Object.entries(asked).flatMap(([name, level]) => {
    const most = mostOf(allowed, name);
    if (most !== undefined && heightOf(level) <= heightOf(most)) return [];
    return [`permission ${name}: ${level} (${most === undefined ? 'not at all' : `at most ${most}`})`];
  });
}

/** Every token may read metadata, whatever was asked for (https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps). */
function mostOf(allowed: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(allowed, name)) return allowed[name];
  return name === 'metadata' ? 'read' : undefined;
}

function excessOfNames({ repositories }: Ceiling, owner: string, asked: readonly string[]): string[] {
  if (!repositories) return [];
  return asked.filter((name) => !isAllowed(repositories, owner, name)).map((name) => `repository ${name}`);
}

function isAllowed(allowed: readonly string[], owner: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return allowed.includes(wanted) || allowed.includes(`${owner}/${wanted}`);
}

/** The names without owner that mean repositories of this one. */
function namesOf(allowed: readonly string[], owner: string): string[] {
  const names = allowed.flatMap((entry) => {
    const [first = '', second] = entry.split('/');
    if (second === undefined) return [first];
    return first === owner ? [second] : [];
  });
  return [...new Set(names)];
}

/** The lower of both levels, for what is in both. Rows from before permissions were kept have none: then GitHub judges. */
function cut(allowed: Readonly<Record<string, string>>, { permissions }: JudgedInstallation): Scope['permissions'] {
  const granted = Object.keys(permissions).length > 0 ? permissions : allowed;
  const both = Object.entries(allowed).flatMap(([name, most]) => {
    const level = Object.hasOwn(granted, name) ? granted[name] : undefined;
    if (level === undefined) return [];
    return [[name, heightOf(level) < heightOf(most) ? level : most] as const];
  });
  return Object.fromEntries(both.filter((entry): entry is readonly [string, Level] => isLevel(entry[1])));
}

function beyond(excess: readonly string[]): Judgement {
  return { kind: 'beyond', excess };
}
