import type { EventContext } from '../handlers/serve-events';
import { field } from '../lambda/parsed-json';
import type { Binding } from './binding';
import type { Bindings } from './binding-table';
import { type InstalledOn, installedOn, personIn } from './controlled-accounts';
import type { EvidenceTable } from './evidence-table';

export interface FollowingCollaborators {
  readonly bindings: Bindings;
  readonly evidence: EvidenceTable;
}

/** Where events are about, and the time that there is. */
interface Followed {
  readonly host: string;
  readonly appId: number;
  readonly on: InstalledOn;
  readonly remaining: () => number;
}

/**
 * Follows what becomes of installations at GitHub: who installed one, for whom somebody said that they would, that it is gone, or there again, and
 * who is no longer in an organization. Events come in any order, and more than once.
 */
export function createFollowInstallations({ bindings, evidence }: FollowingCollaborators) {
  return async function follow({ event, payload, delivery, logger, remainingMilliseconds: remaining }: EventContext) {
    const { host, app_id: appId } = delivery;
    const action = field(payload, 'action');
    if (event === 'organization' && action === 'member_removed') {
      const [organization, gone] = [field(payload, 'organization'), field(field(payload, 'membership'), 'user')];
      const [accountId, person] = [field(organization, 'id'), personIn(gone)];
      if (typeof accountId !== 'number' || !person) return;
      const theirs = (await bindings.ofAccount({ host, appId, accountId }, remaining)).filter(
        (binding) => binding.person.id === person.id,
      );
      const installationId = field(field(payload, 'installation'), 'id');
      if (typeof installationId === 'number')
        await evidence.forget({ host, appId, installationId }, person.id, remaining);
      for (const binding of theirs) await bindings.end(binding, 'role-lost', remaining);
      return logger.info('a member left: their integrations end', { appId, accountId, ended: theirs.length });
    }
    const installation = field(payload, 'installation');
    const on = installedOn(installation);
    const named = field(installation, 'app_id') ?? appId;
    // Whoever knows the secret of an App speaks for that one alone.
    if (event !== 'installation' || !on || named !== appId) return;
    const followed = { host, appId, on, remaining };
    if (action === 'created') {
      const bound = await created(followed, payload);
      return logger.info('an installation is known by who made it', { appId, installation: on.installationId, bound });
    }
    if (action === 'deleted') {
      const ended = await deleted(followed);
      return logger.info('an installation is gone: its integrations end', {
        appId,
        installation: on.installationId,
        ended,
      });
    }
  };

  /** The event first, then what waits for it: whoever signs in meanwhile finds the event. */
  async function created({ host, appId, on, remaining }: Followed, payload: unknown): Promise<number> {
    const place = { host, appId, installationId: on.installationId };
    const [sender, requester] = ['sender', 'requester'].map((name) => personIn(field(payload, name)));
    const people = { ...(sender && { senderId: sender.id }), ...(requester && { requesterId: requester.id }) };
    await evidence.keep(place, { on, ...people }, remaining);
    if ((await evidence.read(place, remaining))?.isGone) return 0;
    const before = await bindings.ofAccount({ ...place, accountId: on.accountId }, remaining);
    for (const binding of before) await bindings.revive(binding, on.installationId, remaining);
    const claims = await evidence.claimsOf(place, remaining);
    const asked = requester ? await evidence.requestsOf(place, requester.id, remaining) : [];
    let bound = 0;
    for (const claim of [...claims, ...asked]) {
      const proof = claim.person.id === sender?.id ? 'sender' : 'requester';
      if (proof === 'requester' && claim.person.id !== requester?.id) continue;
      await bindings.bind(claim, { ...on, person: claim.person, proof }, remaining);
      bound += 1;
    }
    for (const claim of asked) await evidence.endRequest(claim, remaining);
    for (const claim of claims) await evidence.endClaim(claim, on.installationId, remaining);
    return bound;
  }

  async function deleted({ host, appId, on, remaining }: Followed): Promise<number> {
    await evidence.bury({ host, appId, installationId: on.installationId }, remaining);
    const isOf = (binding: Binding) => binding.installationId === on.installationId;
    const all = (await bindings.ofAccount({ host, appId, accountId: on.accountId }, remaining)).filter(isOf);
    let ended = 0;
    for (const binding of all) if (await bindings.end(binding, 'uninstalled', remaining)) ended += 1;
    return ended;
  }
}
