import { cloudFormation } from './cloud-formation.test.support';
import { serveCustomResource } from './custom-resource';

const asked = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Routing' };

describe('serveCustomResource', () => {
  it.each(['Create', 'Update'])('applies the properties on %s, under the same id each time', async (RequestType) => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const applied: unknown[] = [];
    const serve = serveCustomResource({ physicalId: 'same', apply: async (each) => void applied.push(each) });
    await serve({ ...asked, RequestType, ResponseURL, ResourceProperties: { Routes: '[]' } });
    expect(applied).toEqual([{ Routes: '[]' }]);
    const body = { ...asked, Status: 'SUCCESS', Data: {}, PhysicalResourceId: 'same' };
    expect(answers).toEqual([{ method: 'PUT', contentType: '', body }]);
  });

  it('applies nothing when the resource goes, and lets it go', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const serve = serveCustomResource({ physicalId: 'same', apply: () => Promise.reject(new Error('never')) });
    await serve({ ...asked, RequestType: 'Delete', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'same' } }]);
  });

  it('takes away what was made when the resource goes, and says why it could not', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const failures = [undefined, new Error('in use')];
    const remove = async () => {
      const failure = failures.shift();
      if (failure) throw failure;
    };
    const serve = serveCustomResource({ physicalId: 'same', apply: async () => {}, remove });
    for (let times = 0; times < 2; times += 1) await serve({ ...asked, RequestType: 'Delete', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS' } }, { body: { Status: 'FAILED', Reason: 'in use' } }]);
  });

  it('hands what was made to the template', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const serve = serveCustomResource({ physicalId: 'same', apply: async () => ({ Arn: 'arn' }) });
    await serve({ ...asked, RequestType: 'Create', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS', Data: { Arn: 'arn' } } }]);
  });

  it('tells CloudFormation why it failed', async () => {
    const { answers, url: ResponseURL } = await cloudFormation();
    const serve = serveCustomResource({ physicalId: 'same', apply: () => Promise.reject(new Error('no table')) });
    await serve({ ...asked, RequestType: 'Create', ResponseURL });
    expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason: 'no table' } }]);
  });

  it('fails where CloudFormation does not take the answer', async () => {
    const { url: ResponseURL } = await cloudFormation(403);
    const serve = serveCustomResource({ physicalId: 'same', apply: async () => {} });
    await expect(serve({ ...asked, RequestType: 'Create', ResponseURL })).rejects.toThrow(
      'did not take the answer: 403',
    );
  });
});
