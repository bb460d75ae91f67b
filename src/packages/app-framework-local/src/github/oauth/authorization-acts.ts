import type { App } from '../apps/apps';
import type { Act } from '../events/actor';
import type { World } from '../world/world';

/** What can happen to the authorizations that people give to Apps. */
export function createAuthorizationActs({ announce, userTokens }: World) {
  return {
    /** All tokens of the person end. GitHub tells the App, which cannot choose not to hear of it. */
    revoke(app: App, act: Act): void {
      userTokens.revoke({ app, user: act.actor.person });
      announce.toApp({ event: 'github_app_authorization', app, act, members: { action: 'revoked' } });
    },
  };
}
