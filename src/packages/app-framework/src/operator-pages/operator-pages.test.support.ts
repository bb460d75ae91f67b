import { useFakeAws } from '../aws/aws-environment.test.support';
import { isMet, type Row, updated } from '../aws/update-expression.test.support';
import { openBrowser } from '../http/visitor.test.support';
import { field } from '../lambda/parsed-json';
import type { Issuer } from '../operator-entry/operators-issuer';
import { openOperatorPages } from './open-operator-pages';
import { examine, handler, mint } from './operator-pages.lambda';
import { serveOperatorPages } from './serve-operator-pages';

export const baseUrl = 'https://bot.example.com/github/';
/** Of AWS, which sees to the certificates of its names. */
export const webhookUrl = 'https://id.execute-api.us-east-1.amazonaws.com/prod/webhook';
const operationsRow: Row = {
  ...{ Delivery: { S: 'deployment' }, Part: { S: 'operations' } },
  Operations: {
    S: JSON.stringify({
      ...{ repeatFunction: 'repeat', recoveryFunction: 'recover', webhookUrl },
      ...{
        webhookSecretArn: 'arn',
        archive: { bucket: 'archive', domain: 'archive' },
        queues: { greet: 'https://q/greet' },
      },
    }),
  },
};
const text = (row: Row, name: string) => field(row[name], 'S');

/** The functions of the pages on a fake AWS: a table for links, a ledger, an archive, and a function that looks at the deployment. */
export function useOperatorPages() {
  const aws = useFakeAws();
  const rows = new Map<string, Row>();
  const ledger: Row[] = [];
  const started: string[] = [];
  /** What updates are answered with though they were made, the last one first. */
  const lost: { readonly status: number }[] = [];
  /** Rows of the App table. */
  const apps: Row[] = [];
  /** Values of figures, by name and statistic, from the first period on. */
  const figures = new Map<string, readonly number[]>();

  beforeAll(() => {
    Object.assign(process.env, {
      OPERATORS_TABLE_NAME: 'operators',
      OPERATORS_URL: baseUrl,
      LEDGER_TABLE_NAME: 'ledger',
      EXAMINATION_FUNCTION_NAME: 'examination',
      OPERATORS_DEPLOYMENT: 'Bot',
      OPERATORS_APP_TABLE_NAME: 'apps',
    });
  });
  beforeEach(() => {
    rows.clear();
    figures.clear();
    apps.splice(0);
    ledger.splice(0, ledger.length, operationsRow);
    started.splice(0);
    lost.splice(0);
    aws().on('POST /', ({ headers, body }) => answerTo(String(headers['x-amz-target']).replace(/^.*\./, ''), body));
    aws().on('POST /2015-03-31/functions/examination/invocations', ({ headers }) => {
      started.push(String(headers['x-amz-invocation-type']));
      return { status: 202, body: '' };
    });
  });

  function answerTo(operation: string, input: unknown) {
    const id = String(field(field(field(input, 'Key') ?? field(input, 'Item'), 'Id'), 'S'));
    if (operation === 'Scan') return { body: { Items: apps } };
    if (operation === 'GetMetricStatistics') return { body: { Datapoints: [{ Maximum: 0 }] } };
    if (operation === 'GetMetricData') return { body: { MetricDataResults: measured(input) } };
    if (operation === 'Query') return { body: paged(input, queried(input)) };
    if (field(input, 'TableName') === 'ledger') {
      const isAsked = (row: Row) => JSON.stringify([row.Delivery, row.Part]) === asked;
      const asked = JSON.stringify(['Delivery', 'Part'].map((name) => field(field(input, 'Key'), name)));
      return { body: { Item: ledger.find(isAsked) } };
    }
    if (operation === 'GetItem') return { body: { Item: rows.get(id) } };
    if (operation === 'PutItem') rows.set(id, Object(field(input, 'Item')));
    if (operation !== 'UpdateItem') return { body: {} };
    const row = rows.get(id) ?? {};
    if (!isMet(input, row)) return { status: 400, body: { __type: 'ConditionalCheckFailedException' } };
    rows.set(id, { ...Object(field(input, 'Key')), ...updated(input, row) });
    return lost.pop() ?? { body: {} };
  }

  function measured(input: unknown) {
    const queries = field(input, 'MetricDataQueries');
    return (Array.isArray(queries) ? queries : []).map((query) => {
      const stat = field(query, 'MetricStat');
      const values = figures.get(`${field(field(stat, 'Metric'), 'MetricName')} ${field(stat, 'Stat')}`) ?? [];
      const begin = Number(field(input, 'StartTime'));
      const Timestamps = values.map((_, index) => begin + index * Number(field(stat, 'Period')));
      return { Id: field(query, 'Id'), Timestamps, Values: values };
    });
  }

  function queried(input: unknown): Row[] {
    const values = field(input, 'ExpressionAttributeValues');
    const value = (name: string) => String(field(field(values, name), 'S'));
    const index = field(input, 'IndexName');
    if (index === undefined) return ledger.filter((row) => text(row, 'Delivery') === value(':key'));
    if (index === 'DeliveryId') return ledger.filter((row) => text(row, index) === value(':id'));
    return ledger.filter((row) => {
      const at = String(text(row, 'ReceivedAt'));
      return text(row, String(index)) === value(':value') && at >= value(':since') && at <= value(':until');
    });
  }

  /** By pages, as DynamoDB has them. */
  function paged(input: unknown, found: Row[]) {
    found.sort((one, other) => String(text(one, 'ReceivedAt')).localeCompare(String(text(other, 'ReceivedAt'))));
    if (field(input, 'ScanIndexForward') === false) found.reverse();
    const [limit, from] = [field(input, 'Limit'), field(input, 'ExclusiveStartKey')];
    const keyOf = ({ Delivery, Part }: Row) => JSON.stringify([Delivery, Part]);
    const last = JSON.stringify(['Delivery', 'Part'].map((name) => field(from, name)));
    const begin = from === undefined ? 0 : found.findIndex((row) => keyOf(row) === last) + 1;
    const Items = found.slice(begin, limit === undefined ? undefined : begin + Number(limit));
    const end = Items.at(-1);
    return { Items, ...(end && end !== found.at(-1) && { LastEvaluatedKey: end }) };
  }

  const context = { getRemainingTimeInMillis: () => 28_000 };
  const browser = (stage = '/github') =>
    openBrowser({ open: () => handler, base: baseUrl, stage, form: 'operators', clock: () => Date.now() });
  /** Another one, of pages under another address. */
  const browserAt = (base: string, stage: string, issuer?: Issuer) => {
    const serve = serveOperatorPages({ ...openOperatorPages().pages(), issuer, baseUrl: base });
    return openBrowser({ open: () => serve, base, stage, form: 'operators', clock: () => Date.now() });
  };
  const mintLink = async (): Promise<string> => String(field(await mint({}, context), 'url'));

  return {
    aws,
    rows,
    ledger,
    figures,
    apps,
    started,
    lost,
    browser,
    browserAt,
    mintLink,
    /** Has the deployment be looked at. */
    examine: (remaining = context) => examine({}, remaining),
    /** A browser that was let in. */
    async operator(stage?: string) {
      const visitor = browser(stage);
      const link = await mintLink();
      await visitor.get(link);
      await visitor.post({ link: new URL(link).searchParams.get('link') ?? '' });
      return visitor;
    },
    /** What the archive has under a key. */
    archived(key: string, body: string): void {
      aws().on(`GET /archive/${key}`, { body: JSON.parse(body) });
    },
    /** What was found the last time. */
    found(result: unknown, at = new Date()): void {
      const times = { LookedAt: { N: String(at.getTime()) }, NextAt: { N: String(Date.now() + 60_000) } };
      rows.set('examination', { Id: { S: 'examination' }, ...times, Result: { S: JSON.stringify(result) } });
    },
  };
}

export const titleOf = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1];
