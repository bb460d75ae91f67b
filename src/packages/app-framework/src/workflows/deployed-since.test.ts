import { field, parsedJson } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { another, machine, useWorkflows } from './workflows.test.support';

describe('a workflow that was deployed since a process began', () => {
  const { offer, bringPush, inputsOf } = useWorkflows();
  const started = () =>
    inputsOf('StartExecution').map((one) => field(parsedJson(String(field(one, 'input'))), 'workflow'));

  it('is started by the next event, and one that was taken away is not', async () => {
    await bringPush();
    await offer([{ name: 'docs', check: 'docs', machine, on: [push()] }]);
    await bringPush(another(2));
    await offer([]);
    await bringPush(another(3));
    expect(started()).toEqual(['ci', 'docs']);
  });
});
