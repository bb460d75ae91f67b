import { codeAlert, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const medium = { rule: { description: 'Rule', security_severity_level: 'medium' } };
/** Two writes a second. */
const apartMilliseconds = 500;

describe('the pace of what security alerts write', () => {
  const world = useAlertedRepository();
  const one = securityAlerts({ bot: 'my-bot' });
  let another: typeof one;
  beforeAll(() =>
    // As in another process: it shares nothing that is kept in memory.
    jest.isolateModules(() => {
      const anew = jest.requireActual<{ readonly securityAlerts: typeof securityAlerts }>('./security-alerts');
      another = anew.securityAlerts({ bot: 'my-bot' });
    }),
  );
  const pushed = (handler: typeof one, number: number, more: object = {}) => {
    const payload = { action: 'synchronize', pull_request: { number } };
    return world.tell(handler, 'pull_request', payload, { installation: { id: 8 }, ...more });
  };
  const noted = () =>
    world
      .aws()
      .history.filter((row) => 'UsedSecond' in row)
      .map((row) => Number(Object(row.UsedSecond).N));

  it('is one for an installation, however many processes write for it', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    world.open({ code: { 'refs/heads/main': [codeAlert(5, medium)] } });
    const both = await Promise.all([pushed(one, 1), pushed(another, 2)]);

    expect(both).toEqual(['settled', 'settled']);
    expect(world.checks()).toHaveLength(4);
    expect(noted()).toHaveLength(4);
    const apart = noted().map((at, index) => at - (noted()[index - 1] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(apartMilliseconds);
    // None is made before its time.
    const took = Date.now() - ((noted()[0] ?? 0) - apartMilliseconds);
    expect(took).toBeGreaterThanOrEqual(3 * apartMilliseconds);
  });

  it('is that of each installation by itself', async () => {
    world.pulls({ number: 1 }, { number: 2 });
    await pushed(one, 1);
    await pushed(one, 2, { installation: { id: 9 } });
    const rows = world
      .aws()
      .rows()
      .filter((row) => 'UsedSecond' in row);
    expect(rows).toHaveLength(2);
  });
});
