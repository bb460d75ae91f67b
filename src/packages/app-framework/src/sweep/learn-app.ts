import type { GitHub } from '../github/github';
import { logError, logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AppIdentities } from '../webhooks/app-identity-table';
import type { SweptApp } from './listed-deliveries';

export interface LearnAppCollaborators {
  readonly gitHub: GitHub;
  readonly token: (appId: number) => Promise<string>;
  readonly identities: Pick<AppIdentities, 'keepSlug'>;
}

export type LearnApp = ReturnType<typeof createLearnApp>;

/**
 * Keeps the slug of an App, by which the receiver tells what the App itself caused: asked for in every run, so that a rename counts within
 * minutes. A failure is told and costs the run nothing: the slug that was known stays.
 */
export function createLearnApp({ gitHub, token, identities }: LearnAppCollaborators) {
  const kept = new Map<string, string>();

  return async function learn(app: SweptApp, remainingMilliseconds: () => number): Promise<void> {
    const { appId, baseUrl } = app;
    try {
      const outcome = await gitHub.request({
        baseUrl,
        route: 'GET /app',
        token: await token(appId),
        spends: { appId },
        remainingMilliseconds,
      });
      const slug = outcome.kind === 'answered' ? field(outcome.data, 'slug') : undefined;
      if (typeof slug !== 'string') return logWarning('GitHub does not tell the slug of an App', { appId, outcome });
      const place = `${app.host}#${appId}`;
      if (kept.get(place) === slug) return;
      await identities.keepSlug(app, slug, remainingMilliseconds);
      kept.set(place, slug);
    } catch (error) {
      logError('slug of an App could not be kept', error, { appId });
    }
  };
}
