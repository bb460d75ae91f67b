import { revokeReport } from './revoke-report';

const unknownTokensUntil = new Date('2026-11-01T12:00:00Z');
const answer = { revoked: 3, failed: 0, unknown: 0, suspended: 0 };

describe('revokeReport', () => {
  it('is partly done where tokens may live that the deployment could not record', () => {
    const { exitCode, text, json } = revokeReport({ appId: 7 }, { ...answer, unknownTokensUntil });
    expect(exitCode).toBe(6);
    expect(text).toContain('Tokens may live until 2026-11-01T12:00:00.000Z that are not counted here');
    expect(text).toContain('--suspend stops them at once.');
    expect(json).toMatchObject({ unknownTokensUntil });
  });

  it('says that they are of no use once their installation is suspended', () => {
    const { exitCode, text } = revokeReport(
      { appId: 7, suspend: true },
      { ...answer, suspended: 1, unknownTokensUntil },
    );
    expect(exitCode).toBe(6);
    expect(text).toContain('They are of no use while the installation is suspended.');
  });

  it('is done where the deployment knows of none', () => {
    expect(revokeReport({ appId: 7 }, answer)).toMatchObject({ exitCode: 0, json: { appId: 7, ...answer } });
  });
});
