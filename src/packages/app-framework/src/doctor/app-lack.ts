import { type AppNeeds, lackOf, needsOf } from '../setup/app-needs';
import { appPages } from '../setup/converted-app';
import { type Permissions, permissionsIn } from '../setup/event-permissions';

/** What an App has to be given by its owner. */
export interface AppLack {
  readonly needs: AppNeeds;
  /** Of these, what it does not have. */
  readonly lacks: AppNeeds;
  readonly isWhole: boolean;
  /** The permissions that it asks its installations for. */
  readonly asked: Permissions;
  readonly owner: string;
  /** Where its owner changes that. */
  readonly settings: string;
}

/** An installation that has not accepted what its App asks for. */
export interface PendingInstallation {
  readonly installationId: number;
  readonly account: string;
  readonly lacks: Permissions;
  /** Where an owner of the account accepts it. */
  readonly url: string;
}

export interface AppInDeployment {
  readonly appId: number;
  readonly baseUrl: string;
  /** Of all handlers of the deployment, whichever their Apps. */
  readonly routes: readonly (Parameters<typeof needsOf>[0][number] & { readonly apps?: readonly number[] })[];
  /** The answer of `GET /app`. */
  readonly app: unknown;
}

/** What the handlers of a deployment need of an App and it does not have. */
export function lackOfApp({ appId, baseUrl, routes, app }: AppInDeployment): AppLack {
  const needs = needsOf(routes.filter(({ apps }) => apps === undefined || apps.includes(appId)));
  const { slug, owner, events, permissions } = Object(app);
  const asked = permissionsIn(permissions);
  const lacks = lackOf(needs, { events: textsIn(events), permissions: asked });
  const ownerType = owner?.type === 'Organization' ? 'Organization' : 'User';
  return {
    needs,
    lacks,
    isWhole: Object.keys(lacks.permissions).length === 0 && lacks.events.length === 0,
    asked,
    owner: String(owner?.login),
    settings: `${appPages(baseUrl).settings({ slug, owner: owner?.login ?? '', ownerType })}/permissions`,
  };
}

/** Those of an App's installations that have less than it asks for. */
export function pendingOf(asked: Permissions, installations: readonly unknown[]): PendingInstallation[] {
  return installations.flatMap((installation) => {
    const { id, html_url: url, permissions } = Object(installation);
    const { permissions: lacks } = lackOf(
      { events: [], permissions: asked },
      { events: [], permissions: permissionsIn(permissions) },
    );
    if (Object.keys(lacks).length === 0) return [];
    return [{ installationId: id, account: accountOf(installation), lacks, url: `${url}/permissions/update` }];
  });
}

type Ask = (
  route: 'GET /app/installations',
  parameters: Readonly<{ per_page: number; page: number }>,
) => Promise<unknown>;

/** All installations of an App, of all pages, as GitHub tells them. */
export async function allInstallations(ask: Ask): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const listed = await ask('GET /app/installations', { per_page: 100, page });
    const installations: unknown[] = Array.isArray(listed) ? listed : [];
    all.push(...installations);
    if (installations.length < 100) return all;
  }
}

/** The account that an installation is on. */
export function accountOf(installation: unknown): string {
  const { account } = Object(installation);
  return String(account?.login ?? account?.slug);
}

/** For people: `issues: write`. */
export function levelsOf(permissions: Permissions): string[] {
  return Object.entries(permissions).map(([name, level]) => `${name}: ${level}`);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
