import type { GitHub } from '../github/github';
import { logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { SweptApp } from './listed-deliveries';

export interface HookUrlCollaborators {
  readonly gitHub: GitHub;
  readonly token: (appId: number) => Promise<string>;
  /** Where Apps are to post to. */
  readonly webhookUrl: string;
}

export type CheckHookUrl = ReturnType<typeof createCheckHookUrl>;

/** Whether an App posts to us. Where GitHub does not say, nothing is known, and its list of deliveries fails alike. */
export function createCheckHookUrl({ gitHub, token, webhookUrl }: HookUrlCollaborators) {
  return async function check(
    { appId, baseUrl }: SweptApp,
    remainingMilliseconds: () => number,
  ): Promise<'here' | 'elsewhere' | 'unknown'> {
    const outcome = await gitHub.request({
      baseUrl,
      route: 'GET /app/hook/config',
      token: await token(appId),
      spends: { appId },
      remainingMilliseconds,
    });
    if (outcome.kind !== 'answered') {
      logWarning('GitHub does not tell the webhook URL of an App', { appId, outcome });
      return 'unknown';
    }
    const url = field(outcome.data, 'url');
    if (typeof url === 'string' && sameUrl(url, webhookUrl)) return 'here';
    const there = typeof url === 'string' && URL.canParse(url) ? withoutQuery(url) : 'none';
    logWarning('App posts elsewhere: set its webhook URL at GitHub', { appId, there, expected: webhookUrl });
    return 'elsewhere';
  };
}

function sameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

/** People put tokens into queries. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
