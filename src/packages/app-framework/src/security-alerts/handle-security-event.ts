import type { HandlerInside, WebhookContext } from '../handlers/webhook-handler';
import { optionalVariable } from '../lambda/environment';
import { field } from '../lambda/parsed-json';
import { type Finding, listedSources } from '../security-findings/finding';
import { actionsFor, type Policy } from '../security-findings/policy';
import { readEvent, type SecurityEvent, type securityEvents } from '../security-findings/read-event';
import type { createReadPolicy } from '../security-findings/read-policy';
import { type AskGitHub, createAskGitHub } from '../security-verdicts/ask-github';
import {
  type Place,
  type Reading,
  type Readings,
  readOpen,
  readOpenAt,
  refusedIn,
} from '../security-verdicts/open-findings';
import { allOf } from './all-of';
import { checkNames } from './check-outputs';
import type { Telling } from './finding-text';
import { publishNotification } from './notification-topic';
import { createPacedWrites } from './paced';
import { createSweep } from './sweep';
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
type AlertEvent = Extract<SecurityEvent, { kind: 'alert' }>;

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
    if (said.kind === 'nothing') return logger.info('nothing to do', { reason: said.reason });
    const { installation, repository } = delivery;
    const { octokit } = context;
    if (!repository || !installation || !octokit) {
      if (said.kind === 'alert') return notify(context, inside, { said, policy: base });
      return logger.info('nothing to do', { reason: 'the event belongs to no installation in a repository' });
    }
    if (said.kind === 'commit' && said.check !== undefined && !isOfOurs(said.check)) {
      return logger.info('nothing to do', { reason: 'another check run is wanted again' });
    }
    const [owner = '', repo = ''] = repository.full_name.split('/');
    const place = { owner, repo };
    const configuration = await readPolicy({ ...place, octokit, installationId: installation.id });
    const { policy, problems } = configuration;
    if (problems.length > 0) logger.warn('the configuration does not count as it was written', { problems });

    const ask = createAskGitHub({ octokit, now });
    const from = now();
    const readings = await readOpen(ask, place);
    const refused = refusedIn(readings);
    if (refused.length > 0) logger.warn('GitHub does not let the App look at alerts', { refused });
    // Installed without any of the permissions: for something else.
    if (refused.length === listedSources.length) {
      return said.kind === 'alert' ? notify(context, inside, { said, policy }) : undefined;
    }

    const { remainingMilliseconds } = inside;
    const write = createPacedWrites([delivery.host, installation.id].join('#'), { remainingMilliseconds });
    const telling = tellingIn(field(payload, 'repository'));
    const common = { octokit, ask, write, place, appId: delivery.app_id, telling };
    const sweep = createSweep({ ...common, context, inside, names, path, configuration, readings, from });
    if (said.kind !== 'alert') return sweep(said);

    const finding = await nowOf(said, { ask, place, readings });
    const trackIssue = createTrackIssue({ ...common, once: context.once, bot });
    const isWanted = finding.isOpen && actionsFor(policy, finding).includes('issue') && isOnDefault(said, readings);
    const hasOpened = said.became === 'open';
    // What one of them cannot do keeps the others from nothing: the block first.
    await allOf([
      () => sweep({ ...said, finding }),
      async () => logger.info('tracked', { result: await trackIssue({ finding, isWanted, hasOpened }) }),
      () => notify(context, inside, { said: { ...said, finding }, policy }),
    ]);
  };

  function isOfOurs(name: string): boolean {
    return Object.values(names).some((one) => one === name);
  }
}

/** Everybody in an enterprise may read its internal repositories, and GitHub calls these private, too. */
function tellingIn(repository: unknown): Telling {
  const visibility = field(repository, 'visibility') ?? (field(repository, 'private') === true ? 'private' : 'public');
  return visibility === 'private' ? 'whole' : 'number';
}

interface Listing {
  readonly ask: AskGitHub;
  readonly place: Place;
  readonly readings: Readings;
}

/** The finding as GitHub lists it now, on the default branch or where the event says that it is. */
async function nowOf({ finding, ref }: AlertEvent, { ask, place, readings }: Listing): Promise<Finding> {
  if (finding.source === 'security_advisory') return finding;
  const onDefault = readings[finding.source];
  if (onDefault.kind === 'refused') return finding;
  const listed = listedIn(onDefault, finding);
  if (listed) return listed;
  if (finding.source !== 'code_scanning' || ref === undefined) return { ...finding, isOpen: false };
  const there = await readOpenAt(ask, { place, ref });
  if (there.kind === 'refused') return finding;
  return listedIn(there, finding) ?? { ...finding, isOpen: false };
}

function listedIn(reading: Reading, { id }: Finding): Finding | undefined {
  return reading.kind === 'read' ? reading.findings.find((one) => one.id === id) : undefined;
}

/** Only what is where everybody begins gets an issue: what a pull request brings is told there. */
function isOnDefault({ finding }: AlertEvent, readings: Readings): boolean {
  if (finding.source === 'security_advisory') return false;
  const reading = readings[finding.source];
  return (
    reading.kind === 'refused' || (reading.kind === 'read' && reading.findings.some(({ id }) => id === finding.id))
  );
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
