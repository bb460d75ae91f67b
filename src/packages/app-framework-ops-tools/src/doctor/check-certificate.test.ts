import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { checksOfDeployment, createDeliveryRecords } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { certificate, key } from '../tls-proxy.test.support';
import { usualOperations } from '../tool-world-ledger.test.support';

function certificateCheck() {
  const check = checksOfDeployment.find(({ name }) => name === 'certificate');
  if (!check) throw new Error('There is no check of certificates.');
  return check;
}

describe('the check of certificates', () => {
  const server = createServer({ key, cert: certificate }, (_request, response) => response.end());
  let host = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const nothing = async () => undefined;

  /** The certificate ends on the first day of 2120. */
  const lookOn = (day: string, webhookUrl = `https://${host}/webhook`) =>
    certificateCheck().look({
      records: createDeliveryRecords({ reads: { query: nothing, item: nothing }, tableName: 'ledger' }),
      operations: usualOperations,
      figures: async () => undefined,
      webhookUrl,
      now: () => new Date(`${day}T00:00:00Z`),
    });

  it('says when it ends, a month before', async () => {
    const { findings = [] } = await lookOn('2119-12-12');
    expect(findings.map(({ what }) => what)).toEqual([`The certificate of ${host} ends on 2120-01-01, in 20 days.`]);
  });

  it('says that it has ended', async () => {
    const { findings = [] } = await lookOn('2120-01-03');
    expect(findings.map(({ what }) => what)).toEqual([`The certificate of ${host} ended on 2120-01-01.`]);
  });

  it('is content with one that holds', async () => {
    expect(await lookOn('2119-12-02')).toEqual({ findings: [] });
  });

  it('leaves the names of AWS to AWS', async () => {
    const aws = 'https://id.execute-api.us-east-1.amazonaws.com/prod/webhook';
    expect(await lookOn('2120-01-03', aws)).toEqual({ notHere: 'This deployment has no custom domain.' });
  });

  it('fails where nobody answers, and says for which name', async () => {
    await expect(lookOn('2119-12-02', 'https://localhost:1/webhook')).rejects.toThrow(
      'No certificate of localhost:1 could be read',
    );
  });
});
