import { randomUUID } from 'node:crypto';
import { organizationBody, simpleUser } from '../accounts/account-body';
import type { App } from '../apps/apps';
import type { Installation, Installations } from '../installations/installations';
import { grantCovers, withMetadata } from '../installations/permissions';
import type { Repository } from '../repositories/repositories';
import { repositoryBody } from '../repositories/repository-body';
import type { Outbox } from '../webhooks/outbox';
import { installationNodeId } from '../world/node-ids';
import type { Act } from './actor';
import { type RepositoryEvent, whoMaySee } from './event-names';

export interface InRepository {
  readonly event: RepositoryEvent;
  readonly repository: Repository;
  readonly act: Act;
  /** What the payload holds besides repository, organization, sender and installation. */
  readonly members: object;
  /** The one App that it is meant for; all that are installed there when absent. */
  readonly only?: App;
}

export interface ToApp {
  readonly event: string;
  readonly app: App;
  readonly act: Act;
  readonly members: object;
}

export type Announce = ReturnType<typeof createAnnounce>;

interface Parts {
  readonly installations: Installations;
  readonly outbox: Outbox;
}

/** Tells Apps what happened. Apps on one repository get the same delivery id, each with its own installation. */
export function createAnnounce({ installations, outbox }: Parts) {
  function post(app: App, { guid, event, payload }: { guid: string; event: string; payload: object }): void {
    void outbox.post({ app, guid, event, payload: JSON.stringify(payload), isRedelivery: false });
  }

  function isAudience(installation: Installation, { event, repository, only }: InRepository): boolean {
    const { app, permissions, suspendedAt } = installation;
    if (app.webhook.url === undefined || suspendedAt !== undefined || (only !== undefined && only !== app))
      return false;
    if (!app.events.includes(event)) return false;
    const granted = withMetadata(permissions);
    if (!whoMaySee[event].some((needed) => grantCovers(granted, needed))) return false;
    return installations.repositoriesOf(installation).includes(repository);
  }

  return {
    inRepository(happened: InRepository): void {
      const { event, repository, act, members } = happened;
      const { owner } = repository;
      const guid = randomUUID();
      for (const installation of installations.onAccount(owner)) {
        if (!isAudience(installation, happened)) continue;
        const payload = {
          repository: repositoryBody(repository, act.base),
          ...members,
          ...(owner.type === 'Organization' ? { organization: organizationBody(owner, act.base) } : {}),
          sender: simpleUser(act.actor.person, act.base),
          installation: { id: installation.id, node_id: installationNodeId(installation.id) },
        };
        post(installation.app, { guid, event, payload });
      }
    },
    /** What concerns the App itself: it gets this whatever it subscribed to. */
    toApp({ event, app, act, members }: ToApp): void {
      if (app.webhook.url === undefined) return;
      const payload = { ...members, sender: simpleUser(act.actor.person, act.base) };
      post(app, { guid: randomUUID(), event, payload });
    },
  };
}
