import { givenUser, roleSession } from './harness/identities';
import { operations } from './harness/operations';
import { sendRaw } from './harness/signed-request';

describe.each(operations)('$name', ({ url, body, role, status }) => {
  it('answers a request that is signed as it should be', async () => {
    expect((await sendRaw({ as: await roleSession(role), url, body })).status).toBe(status);
  });

  it('refuses a request without a signature', async () => {
    expect((await sendRaw({ url, body })).status).toBe(403);
  });

  it('refuses a signature made with another secret', async () => {
    const session = await roleSession(role);
    const forged = { ...session, secretAccessKey: session.secretAccessKey.split('').reverse().join('') };
    expect((await sendRaw({ as: forged, url, body })).status).toBe(403);
  });

  it('refuses a body that was changed after it was signed', async () => {
    const tamperedBody = '{"appId":1,"nodeId":"O_other"}';
    expect((await sendRaw({ as: await roleSession(role), url, body, tamperedBody })).status).toBe(403);
  });

  it('refuses a signature of an hour ago', async () => {
    const signedAt = new Date(Date.now() - 60 * 60_000);
    expect((await sendRaw({ as: await roleSession(role), url, body, signedAt })).status).toBe(403);
  });

  it('refuses a signature for another service', async () => {
    expect((await sendRaw({ as: await roleSession(role), url, body, service: 'execute-api' })).status).toBe(403);
  });

  it('refuses a session whose token is missing', async () => {
    const { arn, accessKeyId, secretAccessKey } = await roleSession(role);
    expect((await sendRaw({ as: { arn, accessKeyId, secretAccessKey }, url, body })).status).toBe(403);
  });

  it('refuses a user without any policy', async () => {
    expect((await sendRaw({ as: await givenUser([]), url, body })).status).toBe(403);
  });
});
