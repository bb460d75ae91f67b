import {
  adviceOn,
  type DeliveryRecord,
  deliveryHead,
  type HandlerWork,
  pathOf,
  type ReportContext,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { formatFields, formatTable } from '../command-line/table';

/** The whole path of a delivery for people, and what there is to do about it. */
export function deliveryReport(record: DeliveryRecord, context: ReportContext) {
  const advice = adviceOn(record, context);
  const text = [
    formatFields(deliveryHead(record)),
    formatFields(pathOf(record)),
    ...(record.works.length > 0 ? [formatTable(worksHead, record.works.map(toRow))] : []),
    ...record.works.flatMap((work) => reasonOf(work) ?? []),
    ...advice.map((line) => formatFields({ Do: line })),
  ].join('\n\n');
  return { text, advice };
}

const worksHead = ['HANDLER', 'STATE', 'TRIES', 'FIRST SEEN', 'LAST SEEN'];

function toRow({ handler, replayId, state, attempts, firstSeenAt = '', lastSeenAt = '' }: HandlerWork): string[] {
  const name = replayId === undefined ? handler : `${handler}, ${replayId}`;
  return [name, state, attempts === 0 ? '' : String(attempts), inSeconds(firstSeenAt), inSeconds(lastSeenAt)];
}

function inSeconds(time: string): string {
  return time.slice(5, 19).replace('T', ' ');
}

function reasonOf({ handler, state, reason }: HandlerWork): string | undefined {
  return reason === undefined || state === 'done' ? undefined : formatFields({ [`${handler}:`]: reason });
}
