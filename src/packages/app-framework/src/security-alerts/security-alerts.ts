import type { WebhookFunction } from '../handlers/serve-events';
import { insideHandler } from '../handlers/webhook-handler';
import { defaultPolicy, type PartOfPolicy, replaced } from '../security-findings/policy';
import { securityEvents } from '../security-findings/read-event';
import { createReadPolicy } from '../security-findings/read-policy';
import { createHandleSecurityEvent } from './handle-security-event';

/** Whose checks they are, and what is done about findings. */
export interface SecurityAlertsSettings {
  /** Name of the bot at GitHub, without `[bot]`. Its checks are called `<bot>/security`, `<bot>/security-notes` and `<bot>/security-config`. */
  readonly bot: string;
  /**
   * Name of the configuration in `.github` of a repository, and of the repository `.github` of its owner.
   * @default <bot>.json
   */
  readonly file?: string;
  /**
   * What is done about findings where no configuration says otherwise; severities that are not named keep their defaults.
   * @default as docs/security-alerts.md tells
   */
  readonly policy?: PartOfPolicy;
  /** The time; the machine's when absent. */
  readonly now?: () => Date;
}

/**
 * The handler of a function that `webhooks.onSecurityAlerts` was given: what GitHub finds in code, dependencies and commits blocks pull requests, is
 * noted there, tracked in issues and told to people, as repository and organisation say.
 *
 * @example
 * export const handler = securityAlerts({ bot: 'my-bot' });
 * @throws Error for a name that is none of a bot or of a file
 */
export function securityAlerts(settings: SecurityAlertsSettings): WebhookFunction {
  const { bot, file = `${settings.bot}.json`, policy = {}, now = () => new Date() } = settings;
  if (!/^[a-z0-9](-?[a-z0-9]){0,33}$/i.test(bot)) {
    throw new Error(`"${bot}" is no name of a bot: give the App's name in its address, such as my-bot.`);
  }
  if (!/^[\w-][\w.-]*\.(ya?ml|json)$/.test(file)) {
    throw new Error(
      `"${file}" is no name of a configuration: take one such as my-bot.yml, which is looked for in .github.`,
    );
  }
  const base = replaced(defaultPolicy, policy);
  const readPolicy = createReadPolicy({ base, file, now });
  return insideHandler(
    securityEvents,
    createHandleSecurityEvent({ bot, base, readPolicy, path: `.github/${file}`, now }),
    // What is judged is what is open by then.
    { waitedOut: 'set aside' },
  );
}
