import { conditionHolds, createTableCall, everyItem } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { AppOnHost } from './binding';
import type { InstalledOn, Person } from './controlled-accounts';

/** An installation of an App. */
export interface InstallationPlace extends AppOnHost {
  readonly installationId: number;
}

/** Whether an installation is suspended, and when GitHub said so. */
export interface Suspension {
  /** Since when; absent while it is not. */
  readonly at?: Date | undefined;
  readonly toldAt: Date;
}

/** What GitHub's events said of an installation. */
export interface Evidence {
  readonly senderId?: number;
  readonly requesterId?: number;
  /** The link of the request that owners agreed to by it. */
  readonly requestLink?: string;
  readonly isGone: boolean;
  /** Absent where no event told of it. */
  readonly suspension?: Suspension;
  /** Absent of one that was gone before anything else was told of it. */
  readonly on?: InstalledOn;
}

/** Somebody who signed in says that what is installed by them is for a user. GitHub's event has the last word. */
export interface Claim extends AppOnHost {
  readonly linkId: string;
  readonly userId: string;
  readonly person: Person;
}

/** Whose requests to owners are meant. */
export interface Asked extends AppOnHost {
  readonly personId: number;
  readonly by: Date;
}

type Remaining = () => number;
export type EvidenceTable = ReturnType<typeof createEvidence>;

const day = 24 * 3_600_000;
/** An event that is this late finds that its installation is gone. */
const goneMilliseconds = 90 * day;
/** So long an owner has to agree to a request. */
const requestMilliseconds = 30 * day;
const claimMilliseconds = day;

const placeOf = ({ host, appId, installationId }: InstallationPlace) =>
  `installation#${host}#${appId}#${installationId}`;
const personPlace = ({ host, appId }: AppOnHost, personId: number) => `person#${host}#${appId}#${personId}`;
const known = { S: 'known' };

/** Who installed an App, from GitHub's events, and who says so: whichever comes second finds the other. */
export function createEvidence({ tableName, now }: { readonly tableName: string; readonly now: () => Date }) {
  const call = createTableCall(tableName);
  const until = (milliseconds: number) => ({ N: String(Math.ceil((now().getTime() + milliseconds) / 1_000)) });

  const put = async (place: string, claim: Claim, milliseconds: number, remainingMilliseconds: Remaining) => {
    const Item = {
      Place: { S: place },
      Part: { S: `claim#${claim.linkId}` },
      ClaimOf: { S: claim.userId },
      PersonId: { N: String(claim.person.id) },
      PersonLogin: { S: claim.person.login },
      ExpiresAt: until(milliseconds),
    };
    await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
  };
  const claimsAt = async (
    place: string,
    { latest = Number.POSITIVE_INFINITY, ...of }: AppOnHost & { readonly latest?: number },
    remainingMilliseconds: Remaining,
  ): Promise<Claim[]> => {
    const claims: Claim[] = [];
    const input = {
      KeyConditionExpression: 'Place = :place AND begins_with(Part, :part)',
      ExpressionAttributeValues: { ':place': { S: place }, ':part': { S: 'claim#' } },
      ConsistentRead: true,
    };
    for await (const item of everyItem(call, { operation: 'Query', input, remainingMilliseconds })) {
      const end = numberOf(item, 'ExpiresAt') ?? 0;
      const claim = end > now().getTime() / 1_000 && end <= latest ? claimIn(item, of) : undefined;
      if (claim) claims.push(claim);
    }
    return claims;
  };

  return {
    /** Absent where no event told of it. */
    async read(place: InstallationPlace, remainingMilliseconds: Remaining): Promise<Evidence | undefined> {
      const input = { Key: { Place: { S: placeOf(place) }, Part: known }, ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      if (item === undefined) return undefined;
      const [senderId, requesterId, accountId] = ['SenderId', 'RequesterId', 'AccountId'].map((name) =>
        numberOf(item, name),
      );
      const [accountLogin, accountType] = ['AccountLogin', 'AccountType'].map((name) => textOf(item, name));
      const requestLink = textOf(item, 'RequestLink');
      const { installationId } = place;
      const [suspendedAt, toldAt] = ['SuspendedAt', 'ToldAt'].map((name) => numberOf(item, name));
      const suspension = toldAt !== undefined && {
        toldAt: new Date(toldAt),
        ...(suspendedAt !== undefined && { at: new Date(suspendedAt) }),
      };
      return {
        ...(accountId !== undefined &&
          accountLogin !== undefined &&
          accountType !== undefined && { on: { installationId, accountId, accountLogin, accountType } }),
        ...(senderId !== undefined && { senderId }),
        ...(requesterId !== undefined && { requesterId }),
        ...(requestLink !== undefined && { requestLink }),
        ...(suspension && { suspension }),
        isGone: field(field(item, 'Gone'), 'BOOL') === true,
      };
    },

    /** The first word counts: GitHub says the same again, or the installation is gone since. */
    async keep(
      app: AppOnHost,
      { on, senderId, requesterId }: Required<Pick<Evidence, 'on'>> & Pick<Evidence, 'senderId' | 'requesterId'>,
      remainingMilliseconds: Remaining,
    ): Promise<void> {
      const set = {
        AccountId: { N: String(on.accountId) },
        AccountLogin: { S: on.accountLogin },
        AccountType: { S: on.accountType },
        ...(senderId !== undefined && { SenderId: { N: String(senderId) } }),
        ...(requesterId !== undefined && { RequesterId: { N: String(requesterId) } }),
      };
      const entries = Object.entries(set);
      const input = {
        Key: { Place: { S: placeOf({ ...app, installationId: on.installationId }) }, Part: known },
        UpdateExpression: `SET ${entries.map(([name]) => `${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(AccountId) AND attribute_not_exists(Gone)',
        ExpressionAttributeValues: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
      };
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** The later word counts, also of an installation of which nothing else is known yet. */
    async keepSuspension(place: InstallationPlace, { at, toldAt }: Suspension, remainingMilliseconds: Remaining) {
      const input = {
        Key: { Place: { S: placeOf(place) }, Part: known },
        UpdateExpression: `SET ToldAt = :told${at === undefined ? ' REMOVE SuspendedAt' : ', SuspendedAt = :at'}`,
        ConditionExpression: 'attribute_not_exists(Gone) AND (attribute_not_exists(ToldAt) OR ToldAt <= :told)',
        ExpressionAttributeValues: {
          ':told': { N: String(toldAt.getTime()) },
          ...(at && { ':at': { N: String(at.getTime()) } }),
        },
      };
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** The installation is gone, whatever comes late. */
    async bury(place: InstallationPlace, remainingMilliseconds: Remaining): Promise<void> {
      const Item = {
        Place: { S: placeOf(place) },
        Part: known,
        Gone: { BOOL: true },
        ExpiresAt: until(goneMilliseconds),
      };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** Somebody came back from an installation, of which no event has told yet. */
    claim: (claim: Claim, installationId: number, remaining: Remaining) =>
      put(placeOf({ ...claim, installationId }), claim, claimMilliseconds, remaining),

    /** Somebody asked the owners of an organization. */
    request: (claim: Claim, remaining: Remaining) =>
      put(personPlace(claim, claim.person.id), claim, requestMilliseconds, remaining),

    /** Of this installation. */
    claimsOf: (place: InstallationPlace, remaining: Remaining) => claimsAt(placeOf(place), place, remaining),

    /** That somebody made by then. */
    requestsOf: ({ host, appId, personId, by }: Asked, remaining: Remaining) => {
      const latest = Math.ceil((by.getTime() + requestMilliseconds) / 1_000);
      return claimsAt(personPlace({ host, appId }, personId), { host, appId, latest }, remaining);
    },

    /** Whoever left the account has no part in its installation any more. */
    async forget(place: InstallationPlace, personId: number, remainingMilliseconds: Remaining): Promise<void> {
      for (const name of ['SenderId', 'RequesterId']) {
        const input = {
          Key: { Place: { S: placeOf(place) }, Part: known },
          UpdateExpression: `REMOVE ${name}`,
          ConditionExpression: `${name} = :person`,
          ExpressionAttributeValues: { ':person': { N: String(personId) } },
        };
        await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
      }
    },

    /** A claim is good once: what ended since does not come back when the event does. */
    async endClaim(claim: Claim, installationId: number, remainingMilliseconds: Remaining): Promise<void> {
      const Key = { Place: { S: placeOf({ ...claim, installationId }) }, Part: { S: `claim#${claim.linkId}` } };
      await call({ operation: 'DeleteItem', input: { Key }, remainingMilliseconds });
    },

    /** Notes which request owners agreed to by an installation. False where another is known, or the installation is gone. */
    answer(place: InstallationPlace, { linkId }: Claim, remainingMilliseconds: Remaining): Promise<boolean> {
      const input = {
        Key: { Place: { S: placeOf(place) }, Part: known },
        UpdateExpression: 'SET RequestLink = :link',
        // What is written again after no answer meets its own.
        ConditionExpression:
          'attribute_exists(AccountId) AND (attribute_not_exists(RequestLink) OR RequestLink = :link)',
        ExpressionAttributeValues: { ':link': { S: linkId } },
      };
      return conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** A request is good for one installation. */
    async endRequest(claim: Claim, remainingMilliseconds: Remaining): Promise<void> {
      const Key = { Place: { S: personPlace(claim, claim.person.id) }, Part: { S: `claim#${claim.linkId}` } };
      await call({ operation: 'DeleteItem', input: { Key }, remainingMilliseconds });
    },
  };
}

function claimIn(item: unknown, { host, appId }: AppOnHost): Claim | undefined {
  const [linkId, userId, login] = [
    textOf(item, 'Part')?.slice('claim#'.length),
    textOf(item, 'ClaimOf'),
    textOf(item, 'PersonLogin'),
  ];
  const id = numberOf(item, 'PersonId');
  if (linkId === undefined || userId === undefined || login === undefined || id === undefined) return undefined;
  return { host, appId, linkId, userId, person: { id, login } };
}
