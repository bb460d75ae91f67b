import { conditionHolds, createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { type Controlled, controlledIn } from './controlled-accounts';

/** A product's user, and the App that they are to have. */
export interface LinkedUser {
  readonly appId: number;
  readonly host: string;
  readonly userId: string;
  /** How pages name the user. */
  readonly label: string;
}

/** How far an install link is: it was made; a browser pressed its button; somebody signed in at GitHub; or an installation belongs to its user. */
export type LinkStep = 'open' | 'begun' | 'signed' | 'used';

export interface InstallLink extends LinkedUser {
  readonly id: string;
  readonly step: LinkStep;
  /** Until when it is good, in milliseconds since 1970. */
  readonly until: number;
  readonly browser?: string;
  /** What GitHub said when it led back. */
  readonly installationId?: number;
  readonly action?: string;
  /** What whoever signed in controls, of which they choose. */
  readonly controls?: readonly Controlled[];
  /** When they signed in, in milliseconds since 1970. */
  readonly signedAt?: number;
}

export interface LinkChange {
  readonly id: string;
  readonly browser: string;
  readonly from: readonly LinkStep[];
  readonly step: LinkStep;
  /** What GitHub said this time, in the place of what it said before. */
  readonly said?: Pick<InstallLink, 'installationId' | 'action'>;
  readonly signed?: Required<Pick<InstallLink, 'controls' | 'signedAt'>>;
}

export type InstallLinks = ReturnType<typeof createInstallLinks>;
type Remaining = () => number;

/** A row outlives its link, for whoever comes back late to be told what became of it. */
const rowMilliseconds = 24 * 3_600_000;
const keyOf = (id: string) => ({ Place: { S: `link#${id}` }, Part: { S: 'link' } });

/** Install links, by the digest of what stands in them. */
export function createInstallLinks({ tableName, now }: { readonly tableName: string; readonly now: () => Date }) {
  const call = createTableCall(tableName);
  return {
    async make(link: LinkedUser & Pick<InstallLink, 'id' | 'until'>, remainingMilliseconds: Remaining): Promise<void> {
      const Item = {
        ...keyOf(link.id),
        Step: { S: 'open' },
        AppId: { N: String(link.appId) },
        Host: { S: link.host },
        UserId: { S: link.userId },
        Label: { S: link.label },
        Until: { N: String(link.until) },
        ExpiresAt: { N: String(Math.ceil((link.until + rowMilliseconds) / 1_000)) },
      };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** Absent for a link that never was, or is over. */
    async read(id: string, remainingMilliseconds: Remaining): Promise<InstallLink | undefined> {
      const input = { Key: keyOf(id), ConsistentRead: true };
      const link = linkIn(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'), id);
      return link && link.until > now().getTime() ? link : undefined;
    },

    /** False where it is at another step, or another browser's. The first browser to begin is the one. */
    change(change: LinkChange, remainingMilliseconds: Remaining): Promise<boolean> {
      return conditionHolds(call({ operation: 'UpdateItem', input: updateOf(change), remainingMilliseconds }));
    },
  };
}

function updateOf({ id, browser, from, step, said, signed }: LinkChange) {
  const set = {
    Step: { S: step },
    Browser: { S: browser },
    ...(said?.installationId !== undefined && { Installation: { N: String(said.installationId) } }),
    ...(said?.action !== undefined && { SetupAction: { S: said.action } }),
    ...(signed && { Controls: { S: JSON.stringify(signed.controls) }, SignedAt: { N: String(signed.signedAt) } }),
  };
  const names = Object.keys(set);
  const forgotten = [...(said ? ['Installation', 'SetupAction'] : []), ...(step === 'used' ? ['Controls'] : [])];
  const gone = forgotten.filter((name) => !names.includes(name));
  const remove = gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`;
  return {
    Key: keyOf(id),
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${remove}`,
    ConditionExpression: `#Step IN (${from.map((_one, index) => `:from${index}`).join(', ')}) AND (attribute_not_exists(#Browser) OR #Browser = :Browser)`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ...Object.fromEntries(from.map((one, index) => [`:from${index}`, { S: one }])),
    },
  };
}

const steps: readonly LinkStep[] = ['open', 'begun', 'signed', 'used'];

function linkIn(item: unknown, id: string): InstallLink | undefined {
  const step = steps.find((one) => one === textOf(item, 'Step'));
  const [appId, until, installationId, signedAt] = ['AppId', 'Until', 'Installation', 'SignedAt'].map((name) =>
    numberOf(item, name),
  );
  const [host, userId, label, browser, action] = ['Host', 'UserId', 'Label', 'Browser', 'SetupAction'].map((name) =>
    textOf(item, name),
  );
  if (step === undefined || appId === undefined || until === undefined) return undefined;
  if (host === undefined || userId === undefined || label === undefined) return undefined;
  const kept: unknown = parsedJson(textOf(item, 'Controls') ?? '');
  return {
    id,
    step,
    appId,
    host,
    userId,
    label,
    until,
    ...(browser !== undefined && { browser }),
    ...(installationId !== undefined && { installationId }),
    ...(action !== undefined && { action }),
    ...(signedAt !== undefined && { signedAt }),
    ...(Array.isArray(kept) && { controls: kept.flatMap((one) => controlledIn(one) ?? []) }),
  };
}
