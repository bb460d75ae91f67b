import { ComeAgainError } from '../aws/serve-batch';
import { failureOf } from '../github/outcome';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import type { HandlerInside, WebhookContext } from '../handlers/webhook-handler';
import { optionalVariable } from '../lambda/environment';
import { field } from '../lambda/parsed-json';
import { listedSources } from '../security-findings/finding';
import { actionsFor, type Policy } from '../security-findings/policy';
import { readEvent, type SecurityEvent, type securityEvents } from '../security-findings/read-event';
import type { createReadPolicy } from '../security-findings/read-policy';
import { createAskGitHub } from '../security-verdicts/ask-github';
import { type Place, readNow, readOpen, refusedIn } from '../security-verdicts/open-findings';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { type AlertEvent, isOnDefault, nowOf, scopeOf } from './alert-now';
import { allOf } from './all-of';
import { checkNames } from './check-outputs';
import type { Telling } from './finding-text';
import { createHeadClaims } from './head-claim-table';
import { publishNotification } from './notification-topic';
import { createPacedWrites } from './paced';
import { createSharedPace } from './shared-pace-table';
import { createShowHead } from './show-head';
import { allTold, createSweep } from './sweep';
import { createSweepTable, type Standing, type SweepTable } from './sweep-table';
import { createTrackIssue } from './tracking-issue';

export interface HandlingSettings {
  readonly bot: string;
  readonly base: Policy;
  readonly readPolicy: ReturnType<typeof createReadPolicy>;
  /** Path of the configuration. */
  readonly path: string;
  readonly now: () => Date;
}

type Context = WebhookContext<(typeof securityEvents)[number]>;

/** Set by `WebhookIngestion.onSecurityAlerts`, where it was given a topic. */
export const topicVariable = 'APP_FRAMEWORK_SECURITY_TOPIC';

/**
 * An event only says that something may have changed. What is open is asked of GitHub, and everything is made to be as that is: so an event that
 * comes late, twice or in the wrong order undoes nothing.
 */
export function createHandleSecurityEvent({ bot, base, readPolicy, path, now }: HandlingSettings) {
  const names = checkNames(bot);

  return async function handle(context: Context, inside: HandlerInside): Promise<void> {
    const { delivery, logger, payload } = context;
    const said = readEvent(context.event, payload);
    const { installation, repository } = delivery;
    const { octokit } = context;
    if (!repository || !installation || !octokit) {
      if (said.kind === 'alert') return notify(context, inside, { said, policy: base });
      return logger.info('nothing to do', { reason: 'the event belongs to no installation in a repository' });
    }
    const { remainingMilliseconds, tableName } = inside;
    // Before all that is read: what is given up meanwhile is not judged by it.
    const from = now();
    const sweeps = createSweepTable({ tableName, detail: delivery, remainingMilliseconds });
    const idle = idleIn(said);
    // Check runs come by the hundred, and are looked at for nothing.
    const standing = idle !== undefined && context.event === 'check_run' ? undefined : await sweeps.standing();
    if (!standing || (idle !== undefined && !standing.isOwed)) return logger.info('nothing to do', { reason: idle });
    const [owner = '', repo = ''] = repository.full_name.split('/');
    const at = { installationId: installation.id, octokit, place: { owner, repo } };
    try {
      await judged({ ...at, context, inside, from, sweeps, standing, said });
    } catch (error) {
      const outage = outageIn(error);
      // What is given up is judged with the next event, whatever that is about.
      if (outage || inside.isLastAttempt || inside.isLastWait) await sweeps.owe(now());
      throw outage ?? error;
    }
  };

  async function judged({ octokit, installationId, place, context, inside, from, sweeps, standing, said }: Judging) {
    const { delivery, logger, payload } = context;
    const configuration = await readPolicy({ ...place, octokit, installationId });
    const { policy, problems } = configuration;
    if (problems.length > 0) logger.warn('the configuration does not count as it was written', { problems });
    const { remainingMilliseconds, tableName } = inside;
    const ask = createAskGitHub({ octokit, now });
    const note = createSharedPace({ tableName, detail: delivery, remainingMilliseconds });
    const write = createPacedWrites({ note, remainingMilliseconds });
    const telling = tellingIn(field(payload, 'repository'));
    const common = { octokit, ask, write, place, appId: delivery.app_id, telling };
    const trackIssue = createTrackIssue({ ...common, once: context.once, bot });
    const follow = (alert: AlertEvent, isOnDefault: boolean) => {
      const isWanted = alert.finding.isOpen && actionsFor(policy, alert.finding).includes('issue') && isOnDefault;
      const tracked = { finding: alert.finding, isWanted, hasOpened: alert.became === 'open' };
      return [
        async () => logger.info('tracked', { result: await trackIssue(tracked) }),
        () => notify(context, inside, { said: alert, policy }),
      ];
    };
    const scope = said.kind === 'alert' ? scopeOf(said, payload) : 'some heads';

    // In a storm of alerts one look at everything does for all that arrived before it.
    if (said.kind === 'alert' && scope === 'all heads' && isJudgedSince(standing, { delivery, now: now() })) {
      const finding = await readNow(ask, place, said.finding);
      if (finding) {
        logger.info('all heads were judged since', { from: standing.from?.toISOString() });
        return allOf(follow({ ...said, finding }, true));
      }
    }

    const readings = await readOpen(ask, place);
    const refused = refusedIn(readings);
    if (refused.length > 0) logger.warn('GitHub does not let the App look at alerts', { refused });
    // Installed without any of the permissions: for something else.
    if (refused.length === listedSources.length) {
      return said.kind === 'alert' ? notify(context, inside, { said, policy }) : undefined;
    }
    const alone = createHeadClaims({ tableName, detail: delivery, remainingMilliseconds, from, now });
    const judging = { logger, configuration, readings, names, path, alone };
    const show = createShowHead({ ...common, ...judging });
    const sweep = createSweep({
      ...judging,
      ...{ ask, place, show, sweeps, standing, from, now, remainingMilliseconds },
    });
    const everything = (isForced: boolean) => () => {
      // Nobody knows what was given up: all is told.
      const besides = standing.isOwed ? allTold : isForced ? (['comments'] as const) : [];
      return sweep.everything({ besides, isForced });
    };
    const owed = standing.isOwed ? [everything(true)] : [];
    if (said.kind === 'nothing') return allOf(owed);
    if (said.kind !== 'alert') return allOf([() => sweep.about(said), ...owed]);

    const finding = await nowOf(said, { ask, place, readings });
    const told = { ...said, finding };
    const first = scope === 'some heads' ? [() => sweep.about(told), ...owed] : [everything(scope !== 'all heads')];
    // What one of them cannot do keeps the others from nothing: the block first.
    await allOf([...first, ...follow(told, isOnDefault(said, readings))]);
  }

  /** Why there is nothing to do; absent where there is. */
  function idleIn(said: SecurityEvent): string | undefined {
    if (said.kind === 'nothing') return said.reason;
    const isOfOthers = said.kind === 'commit' && said.check !== undefined && !isOfOurs(said.check);
    return isOfOthers ? 'another check run is wanted again' : undefined;
  }

  function isOfOurs(name: string): boolean {
    return Object.values(names).some((one) => one === name);
  }
}

interface Judging {
  readonly octokit: HandlerOctokit;
  readonly installationId: number;
  readonly place: Place;
  readonly context: Context;
  readonly inside: HandlerInside;
  readonly from: Date;
  readonly sweeps: SweepTable;
  readonly standing: Standing;
  readonly said: SecurityEvent;
}

/** GitHub lists an alert when it tells of it, or a moment later. */
const listingMilliseconds = 10_000;
/** However long the queue: so often is looked at what is in it by now. */
const freshMilliseconds = 60_000;

function isJudgedSince(
  { from, isOwed }: Standing,
  { delivery, now }: { readonly delivery: GitHubEventDetail; readonly now: Date },
): boolean {
  if (!from || isOwed || now.getTime() - from.getTime() > freshMilliseconds) return false;
  return Date.parse(delivery.received_at) + listingMilliseconds < from.getTime();
}

/** An outage of GitHub is waited for, and no try of the handler's. */
function outageIn(error: unknown): ComeAgainError | undefined {
  if (typeof field(error, 'status') !== 'number') return undefined;
  const { kind, message } = failureOf({ request: 'a request', error, secrets: [], now: new Date(0) });
  return kind === 'unavailable' ? new ComeAgainError(`GitHub does not answer: ${message}`, 1) : undefined;
}

/** Everybody in an enterprise may read its internal repositories, and GitHub calls these private, too. */
function tellingIn(repository: unknown): Telling {
  const visibility = field(repository, 'visibility') ?? (field(repository, 'private') === true ? 'private' : 'public');
  return visibility === 'private' ? 'whole' : 'number';
}

/** Tells the topic what has become of a finding, where that is still so. */
async function notify(
  { delivery, logger }: Context,
  { remainingMilliseconds }: HandlerInside,
  { said, policy }: { readonly said: AlertEvent; readonly policy: Policy },
): Promise<void> {
  const { finding, became } = said;
  const isSo = became === 'open' ? finding.isOpen : became === 'closed' && !finding.isOpen;
  if (!isSo || !actionsFor(policy, finding).includes('notify')) return;
  const topicArn = optionalVariable(topicVariable);
  const about = { source: finding.source, alert: finding.id };
  if (topicArn === undefined) return logger.warn('nobody was notified: onSecurityAlerts was given no topic', about);
  const repository = delivery.repository?.full_name;
  const told = { became: finding.isOpen ? 'open' : 'closed', finding, delivery: delivery.delivery_key } as const;
  await publishNotification(
    { ...told, ...(repository !== undefined && { repository }) },
    { topicArn, remainingMilliseconds },
  );
  logger.info('notified', about);
}
