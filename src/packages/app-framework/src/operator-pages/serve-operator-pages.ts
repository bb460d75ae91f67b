import type { DeliveryRecords } from '../deliveries/delivery-records-table';
import { type BrowserRequest, servePages } from '../http/serve-pages';
import { logError } from '../lambda/logger';
import { createEntry, type EntryCollaborators } from '../operator-entry/enter-pages';
import { deliveriesPage } from './deliveries-page';
import { readDeliveriesQuery } from './deliveries-query';
import type { ReadPayload } from './delivery-archive';
import { deliveryPage, noDelivery, whichDelivery } from './delivery-page';
import type { KeptExaminations } from './examination-table';
import { figuresPage, spanIn } from './figures-page';
import { createLayout, type OperatorPage } from './layout';
import { listDeliveries } from './list-deliveries';
import type { ReadCharts } from './read-charts';
import type { NamedTables } from './shell-word';
import { statusPage } from './status-page';

type Remaining = () => number;
type Show = (request: BrowserRequest) => Promise<OperatorPage>;

export interface OperatorPagesCollaborators extends EntryCollaborators {
  readonly examinations: Pick<KeptExaminations, 'read' | 'begin'>;
  /** Name of the function that looks at the deployment. */
  readonly lookedAtBy: string;
  readonly tables: NamedTables;
  /** Has the deployment be looked at, and does not wait for it. */
  readonly startExamination: (remainingMilliseconds: Remaining) => Promise<void>;
  readonly records: (remainingMilliseconds: Remaining) => DeliveryRecords;
  readonly readPayload: ReadPayload;
  readonly readCharts: ReadCharts;
}

/** The site for those who operate the deployment: it shows, and changes nothing but who may look. */
export function serveOperatorPages(collaborators: OperatorPagesCollaborators) {
  const { examinations, lookedAtBy, tables, startExamination, records, readPayload, readCharts, baseUrl, now } =
    collaborators;
  const { forOperators, enter, signIn } = createEntry(collaborators);
  const layout = createLayout(baseUrl);
  const shown = (show: Show) => forOperators(async (request, signOut) => layout(await show(request), signOut));

  const status: Show = async ({ request, remainingMilliseconds }) => {
    const isDue = await examinations.begin(remainingMilliseconds);
    if (isDue) await startExamination(remainingMilliseconds);
    const last = await examinations.read(remainingMilliseconds);
    const reloading = request.query.get('reload') === 'no' ? 'by hand' : 'by itself';
    const look = isDue ? 'begun' : 'not due';
    return statusPage({ last, lookedAtBy, tables, now: now(), look, reloading, baseUrl });
  };

  const deliveries: Show = async ({ request, remainingMilliseconds }) => {
    const query = readDeliveriesQuery(request.query, now());
    const listed = await listDeliveries(records(remainingMilliseconds), query, remainingMilliseconds);
    return deliveriesPage({ ...listed, given: request.query, query, ledger: tables.ledger, baseUrl });
  };

  const delivery: Show = async ({ request, remainingMilliseconds }) => {
    const ledger = records(remainingMilliseconds);
    const found = await namedIn(ledger, request.query);
    const [record, ...others] = found;
    if (!record) return noDelivery(tables.ledger);
    if (others.length > 0) return whichDelivery(found, baseUrl);
    const { queues, archive } = await ledger.operations();
    const payload = await readPayload({ record, bucket: archive?.bucket }, remainingMilliseconds);
    return deliveryPage({ record, present: Object.keys(queues), payload, ledger: tables.ledger, now: now() });
  };

  const figures: Show = async ({ request, remainingMilliseconds }) => {
    const span = spanIn(request.query.get('span'));
    return figuresPage({ charts: await readCharts(span, remainingMilliseconds), span, baseUrl });
  };

  return servePages({
    routes: {
      'GET /operators': shown(status),
      'POST /operators': enter,
      ...(signIn && { 'GET /operators/enter': signIn.enter, 'GET /operators/entered': signIn.entered }),
      'GET /operators/deliveries': shown(deliveries),
      'GET /operators/delivery': shown(delivery),
      'GET /operators/figures': shown(figures),
    },
    paths: /\/operators(\/\w+)?$/,
    notFound: () => ({
      status: 404,
      title: 'There is nothing here',
      text: ['The pages of operators begin at /operators.'],
    }),
    failed: (error, where) => {
      logError('operator page failed', error, { ...where });
      const log = `It is in the log of the function operator-pages, under ${where.requestId}.`;
      return {
        status: 500,
        title: 'Something failed here',
        text: [`${log} Nothing was changed: load this page again.`],
      };
    },
  });
}

/** By its whole key, or by the id that GitHub shows, which several Apps may have. */
async function namedIn(ledger: DeliveryRecords, query: URLSearchParams) {
  const [key, id] = [query.get('key') ?? '', (query.get('id') ?? '').trim().toLowerCase()];
  if (/^[^#]+#\d+#[^#]+$/.test(key)) return [await ledger.read(key)].flatMap((record) => record ?? []);
  return id === '' ? [] : ledger.withId(id);
}
