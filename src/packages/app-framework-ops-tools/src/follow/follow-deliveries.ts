import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryRecord, many } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { printable } from '../command-line/table';
import { openLedger, theDelivery } from '../deliveries/open-ledger';
import { createSignedCalls } from '../deployments/signed-call';
import { createArchivedBody } from './archived-body';
import { createPlaceFile, usualPlaceFile } from './follow-place';
import { createForward } from './forward-delivery';
import { forwardedHeaders } from './forwarded-request';
import { createSentHeaders } from './sent-headers';
import { createWalkArrivals } from './walk-arrivals';

export interface FollowRequest {
  readonly to: string;
  /** What it is signed with. */
  readonly secret: string | undefined;
  readonly appId?: number;
  readonly event?: string;
  /** One that is there already, in the place of what arrives. */
  readonly delivery?: string;
  /** After so many it ends. */
  readonly limit?: number;
  /** File that keeps how far it came. */
  readonly place?: string;
  readonly table?: string;
  readonly ledger?: string;
}

const pauseMilliseconds = 2_000;

/**
 * Forwards what arrives to a process of the developer, byte for byte, signed with a development secret. From here to there nobody is in
 * between. Handlers of the deployment get it all the same.
 */
export async function followDeliveries(request: FollowRequest, context: CommandContext): Promise<CommandResult> {
  const { to, appId, event, limit = Number.POSITIVE_INFINITY, table } = request;
  const secret = secretOf(request);
  const ledger = await openLedger(request);
  const { records } = ledger;
  const { archive } = await records.operations();
  const bodyOf = createArchivedBody({ calls: createSignedCalls(ledger.lambda), archive });
  const headersOf = createSentHeaders({ table, remark: context.progress });
  const signal = context.takeOverInterrupt(() => 'Left: what comes meanwhile is forwarded when this runs again.');
  const again = (reason: string) => context.progress(`  ${printable(reason)}; trying again`);
  const forward = createForward({ to, again, signal });
  const forwarded: string[] = [];
  const givenUp: string[] = [];

  const one = async (record: DeliveryRecord): Promise<'go on' | 'stop'> => {
    const { deliveryId, action, archiveKey = '' } = record;
    context.progress(`${record.receivedAt} ${record.event}${action === undefined ? '' : `.${action}`} ${deliveryId}`);
    const body = await bodyOf(archiveKey);
    const outcome = body
      ? await forward({ body, headers: forwardedHeaders({ record, body, secret, sentWith: await headersOf(record) }) })
      : ({ kind: 'given up', tries: 0, reason: 'its payload is kept no more' } as const);
    if (outcome.kind === 'answered') {
      const said = outcome.text === '' ? '' : `: ${printable(outcome.text)}`;
      context.progress(`  answered with ${outcome.status} in ${outcome.milliseconds} ms${said}`);
    } else context.progress(`  given up after ${many(outcome.tries, 'try', 'tries')}: ${printable(outcome.reason)}`);
    (outcome.kind === 'answered' ? forwarded : givenUp).push(deliveryId);
    return signal.aborted || forwarded.length + givenUp.length >= limit ? 'stop' : 'go on';
  };

  if (request.delivery !== undefined) {
    await one(await theDelivery(ledger, { delivery: request.delivery, appId }));
    return resultOf({ to, forwarded, givenUp });
  }
  const place = createPlaceFile(request.place ?? usualPlaceFile({ ledger: records.tableName, to }, process.env));
  const isMeant = (record: DeliveryRecord) =>
    (appId === undefined || record.appId === appId) && (event === undefined || record.event === event);
  const walk = createWalkArrivals({ records, place, isMeant, now: () => new Date() });
  context.progress(`Forwarding to ${to} what arrives since ${walk.since.toISOString()}. Interrupt to end.`);
  while (!signal.aborted && (await walk.look(one)) === 'through') {
    await sleep(pauseMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return resultOf({ to, forwarded, givenUp });
}

function secretOf({ secret }: FollowRequest): string {
  if (secret !== undefined) return secret;
  throw new CommandError(
    'usage',
    'Deliveries are signed anew for your process: set APP_FRAMEWORK_DEVELOPMENT_SECRET to the webhook secret that it knows. It is to be another than the deployment’s.',
  );
}

interface Came {
  readonly to: string;
  readonly forwarded: readonly string[];
  readonly givenUp: readonly string[];
}

function resultOf({ to, forwarded, givenUp }: Came): CommandResult {
  const lost =
    givenUp.length === 0
      ? []
      : [`${givenUp.length} given up. Send one again: deliveries follow --to ${to} --delivery ${givenUp[0]}`];
  return {
    exitCode: givenUp.length === 0 ? exitCodes.ok : exitCodes.partlyDone,
    json: { to, forwarded, givenUp },
    text: [`${forwarded.length} forwarded to ${to}.`, ...lost].join('\n'),
  };
}
