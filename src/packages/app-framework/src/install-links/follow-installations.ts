import type { EventContext } from '../handlers/serve-events';
import { field } from '../lambda/parsed-json';
import { type Bindings, createRenameAccount } from './binding-table';
import { type InstalledOn, installedOn, personIn, toldOf } from './controlled-accounts';
import type { EvidenceTable, Suspension } from './evidence-table';
import { createSettle } from './settle-installation';

export interface FollowingCollaborators {
  readonly bindings: Bindings;
  readonly evidence: EvidenceTable;
  /** Where the bindings are. */
  readonly tableName: string;
}

/** Where events are about, and the time that there is. */
interface Followed {
  readonly host: string;
  readonly appId: number;
  readonly on: InstalledOn;
  /** When it happened, at the latest: what was lost arrives when somebody brings it. */
  readonly by: Date;
  readonly remaining: () => number;
}

/** GitHub's times are of whole seconds, and its clock is another. */
const clockMilliseconds = 60_000;

/**
 * Follows what becomes of installations at GitHub: who installed one, for whom somebody said that they would, that it is gone, suspended, or there
 * again, what its account is called, and who is no longer in an organization. Events come in any order, and more than once.
 */
export function createFollowInstallations({ bindings, evidence, tableName }: FollowingCollaborators) {
  const rename = createRenameAccount({ tableName });
  const settle = createSettle({ bindings, evidence });

  return async function follow({ event, payload, delivery, logger, remainingMilliseconds: remaining }: EventContext) {
    const { host, app_id: appId } = delivery;
    const action = field(payload, 'action');
    if (event === 'organization' && action === 'member_removed') {
      const [organization, gone] = [field(payload, 'organization'), field(field(payload, 'membership'), 'user')];
      const [accountId, person] = [field(organization, 'id'), personIn(gone)];
      if (typeof accountId !== 'number' || !person) return;
      const account = { host, appId, accountId, accountType: 'Organization' };
      const theirs = (await bindings.ofAccount(account, remaining)).filter(
        (binding) => binding.person.id === person.id,
      );
      const installationId = field(field(payload, 'installation'), 'id');
      if (typeof installationId === 'number')
        await evidence.forget({ host, appId, installationId }, person.id, remaining);
      for (const binding of theirs) await bindings.end(binding, 'role-lost', remaining);
      return logger.info('a member left: their integrations end', { appId, accountId, ended: theirs.length });
    }
    const installation = field(payload, 'installation');
    if (event === 'installation_target' && action === 'renamed') {
      const [account, target_type] = ['account', 'target_type'].map((name) => field(payload, name));
      const named = installedOn({ ...Object(installation), account, target_type });
      if (!named) return;
      const told = { login: named.accountLogin, toldAt: new Date(delivery.received_at) };
      const theirs = await bindings.ofAccount({ host, appId, ...named }, remaining);
      for (const binding of theirs) await rename(binding, told, remaining);
      return logger.info('an account is called otherwise', { appId, accountId: named.accountId, known: theirs.length });
    }
    const on = installedOn(installation);
    const named = field(installation, 'app_id') ?? appId;
    // Whoever knows the secret of an App speaks for that one alone.
    if (event !== 'installation' || !on || named !== appId) return;
    const receivedAt = new Date(delivery.received_at);
    const by = new Date(Math.min(receivedAt.getTime(), saidAt(installation, receivedAt) + clockMilliseconds));
    const followed = { host, appId, on, by, remaining };
    if (action === 'created') {
      const bound = await created(followed, payload, logger);
      return logger.info('an installation is known by who made it', { appId, installation: on.installationId, bound });
    }
    if (action === 'deleted') {
      await evidence.bury(placeOf(followed), remaining);
      const { ended } = await settle(placeOf(followed), remaining);
      return logger.info('an installation is gone: its integrations end', {
        appId,
        installation: on.installationId,
        ended,
      });
    }
    if (action === 'suspend' || action === 'unsuspend') {
      const suspension = suspensionIn(installation, { action, receivedAt });
      await evidence.keepSuspension(placeOf(followed), suspension, remaining);
      await settle(placeOf(followed), remaining);
      logger.info('an installation is suspended, or no more', { appId, installation: on.installationId, action });
    }
  };

  /** The event first, then what waits for it: whoever signs in meanwhile finds the event. */
  async function created(followed: Followed, payload: unknown, logger: EventContext['logger']): Promise<number> {
    const { host, appId, on, by, remaining } = followed;
    const place = placeOf(followed);
    const [sender, requester] = ['sender', 'requester'].map((name) => personIn(field(payload, name)));
    const people = { ...(sender && { senderId: sender.id }), ...(requester && { requesterId: requester.id }) };
    await evidence.keep(place, { on, ...people }, remaining);
    // As it is kept: whoever left since has no part in it, though the event comes again.
    const told = await evidence.read(place, remaining);
    if (!told || told.isGone) return 0;
    const before = await bindings.ofAccount(place, remaining);
    for (const binding of before) {
      await bindings.revive(binding, on.installationId, remaining);
      // While the App was away nobody told what the account is called.
      await rename(binding, { login: on.accountLogin, toldAt: by }, remaining);
    }
    let bound = 0;
    for (const claim of await evidence.claimsOf(place, remaining)) {
      const proof = toldOf(told, claim.person);
      if (proof && (await bindings.bind(claim, { ...on, person: claim.person, proof, toldAt: by }, remaining)))
        bound += 1;
      await evidence.endClaim(claim, on.installationId, remaining);
    }
    const { requesterId: personId, requestLink } = told;
    // What they asked for since is of another agreement, though this one is told again.
    const asked = personId === undefined ? [] : await evidence.requestsOf({ host, appId, personId, by }, remaining);
    // One request for one installation: the same user may have asked for another account, too.
    const [first] = requestLink === undefined ? asked : asked.filter(({ linkId }) => linkId === requestLink);
    if (first && asked.some(({ userId }) => userId !== first.userId)) {
      // GitHub does not say which request was agreed to: whoever asked chooses, by another link.
      logger.warn('who asked for an installation did so for several users: it belongs to none of them yet', {
        ...{ appId: place.appId, installation: on.installationId, users: asked.length },
      });
    } else if (first && (requestLink !== undefined || (await evidence.answer(place, first, remaining)))) {
      // What was theirs before the event came is as they left it.
      const isKnown = before.some((one) => one.userId === first.userId && one.installationId === on.installationId);
      const proven = { ...on, person: first.person, proof: 'requester', toldAt: by } as const;
      if (!isKnown && (await bindings.bind(first, proven, remaining))) bound += 1;
      await evidence.endRequest(first, remaining);
    }
    await settle(place, remaining);
    return bound;
  }
}

function placeOf({ host, appId, on: { installationId, accountId, accountType } }: Followed) {
  return { host, appId, installationId, accountId, accountType };
}

function suspensionIn(
  installation: unknown,
  { action, receivedAt }: { readonly action: string; readonly receivedAt: Date },
): Suspension {
  const toldAt = new Date(saidAt(installation, receivedAt));
  return action === 'suspend' ? { at: toldAt, toldAt } : { toldAt };
}

/** The moment that the payload names: events come in any order. Nothing is told for later than it arrived. */
function saidAt(installation: unknown, receivedAt: Date): number {
  const times = ['updated_at', 'suspended_at'].map((name) => timeIn(field(installation, name)));
  const known = times.filter((time) => time !== undefined);
  return Math.min(receivedAt.getTime(), ...(known.length > 0 ? [Math.max(...known)] : []));
}

/** GitHub writes times of installations as text or as seconds since 1970. */
function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1_000 : Date.parse(String(value));
  return Number.isFinite(time) ? time : undefined;
}
