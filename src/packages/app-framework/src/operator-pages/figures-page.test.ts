import { field } from '../lambda/parsed-json';
import { titleOf, useOperatorPages } from './operator-pages.test.support';

const pages = useOperatorPages();

/** What CloudWatch was asked last. */
function asked(): unknown {
  return pages.aws().requests.findLast(({ headers }) => /GetMetricData$/.test(String(headers['x-amz-target'])))?.body;
}

describe('the figures page', () => {
  it('draws what CloudWatch has, and has the same as tables and in words', async () => {
    pages.figures.set('DeliveriesPublished Sum', [10, 30, 20]);
    pages.figures.set('HandlingTime p95', [120.44, 80]);
    const { statusCode, body } = await (await pages.operator()).get('operators/figures');
    expect([statusCode, titleOf(body)]).toEqual([200, 'Figures of one day']);
    expect(body.match(/<svg /g)).toHaveLength(2);
    expect(body).toContain('role="img" aria-label="Throughput, in deliveries: published least 0, most 30, last 0');
    expect(body).toContain('least 80, most 120.4, last 80 ms');
    expect(body).toContain('Throughput as a table');
    expect(body).toMatch(/<td role="cell" data-head="published">30<\/td>/);
    expect(body).toContain('<h2>Least left of a rate limit of GitHub</h2><p>CloudWatch has no such figures');
  });

  it('draws within the frame, the greatest value at its top', async () => {
    pages.figures.set('DeliveriesPublished Sum', [0, 1_000]);
    const { body } = await (await pages.operator()).get('operators/figures?span=3h');
    const points =
      /points="([^"]+)"/
        .exec(body)?.[1]
        ?.split(' ')
        .map((pair) => pair.split(',').map(Number)) ?? [];
    expect(points).toHaveLength(36);
    expect(points.slice(0, 2).map(([, y]) => y)).toEqual([176, 12]);
    expect(points.every(([x = -1, y = -1]) => x >= 56 && x <= 640 && y >= 12 && y <= 176)).toBe(true);
  });

  it.each([
    ['3h', 3, 300],
    ['1d', 24, 1_800],
    ['7d', 168, 10_800],
  ])('asks for %s of this deployment alone', async (span, hours, period) => {
    await (await pages.operator()).get(`operators/figures?span=${span}`);
    const [begin, end] = [field(asked(), 'StartTime'), field(asked(), 'EndTime')].map(Number);
    expect((end ?? 0) - (begin ?? 0)).toBe(hours * 3_600);
    const queries = field(asked(), 'MetricDataQueries');
    const deployments = new Set(JSON.stringify(queries).match(/"Name":"Deployment","Value":"\w+"/g));
    expect([...deployments]).toEqual(['"Name":"Deployment","Value":"Bot"', '"Name":"Deployment","Value":"apps"']);
    expect(JSON.stringify(queries).match(/"Period":\d+/)?.[0]).toBe(`"Period":${period}`);
  });
});
