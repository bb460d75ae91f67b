import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator } from './harness/deployment';
import { functionOf } from './harness/functions';
import { roleSession } from './harness/identities';
import { operations } from './harness/operations';
import { sendRaw } from './harness/signed-request';

// Only an organization has one, so who runs this says whether it is there: see docs/real-aws.md.
const isThere = process.env.ACCEPTANCE_SERVICE_CONTROL_POLICY === 'yes';
const title = 'the service control policy of docs/credential-manager.md';
const describeIt = isThere ? describe : describe.skip;

describeIt(isThere ? title : `${title} (skipped: ACCEPTANCE_SERVICE_CONTROL_POLICY is not yes)`, () => {
  it.each(operations)('keeps administrators from invoking $name past its URL', async ({ functionName }) => {
    const { arn } = await functionOf(functionName);
    const invoked = administrator.lambda.send(new InvokeCommand({ FunctionName: arn, Payload: Buffer.from('{}') }));
    await expect(invoked).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('service control policy'),
    });
  });

  it.each(operations)('leaves calls of $name through its URL as they are', async ({ role, url, body, status }) => {
    const answer = await sendRaw({ as: await roleSession(role), url, body });
    expect(answer.status).toBe(status);
  });
});
