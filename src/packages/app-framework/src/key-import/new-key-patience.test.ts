import { KMSInvalidStateException, KMSServiceException, NotFoundException } from '@aws-sdk/client-kms';
import { createNewKeyPatience, KmsRefusedError, type NewKeyPatienceCollaborators } from './new-key-patience';

const metadata = { $metadata: {}, message: 'as KMS said it' };
const unknown = () => new NotFoundException(metadata);
const denied = (message: string) =>
  new KMSServiceException({ name: 'AccessDeniedException', $fault: 'client', $metadata: {}, message });

function setUp(overrides: Partial<NewKeyPatienceCollaborators> = {}) {
  let time = 0;
  const pauses: number[] = [];
  const told: unknown[] = [];
  const withPatience = createNewKeyPatience({
    now: () => new Date(time),
    wait: async (milliseconds) => {
      time += milliseconds;
      pauses.push(milliseconds);
    },
    reportWaiting: (waiting) => told.push(waiting),
    ...overrides,
  });
  const refusing = (error: () => Error, times = Number.POSITIVE_INFINITY) => {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls <= times) throw error();
      return calls;
    };
  };
  return { withPatience, refusing, pauses, told, at: () => time };
}

describe('createNewKeyPatience', () => {
  it('lets what succeeds succeed', async () => {
    const { withPatience, pauses } = setUp();
    expect(await withPatience('sign', async () => 'done')).toBe('done');
    expect(pauses).toEqual([]);
  });

  it.each([
    ['does not know the key', unknown],
    ['does not know its policy', () => denied('no resource-based policy allows the kms:Sign action')],
    ['does not know its material', () => new KMSInvalidStateException(metadata)],
    ['refuses to sign for one of these', () => new KmsRefusedError('it does not exist', true)],
  ])('tries again where KMS %s, after growing pauses, and tells it', async (_, error) => {
    const { withPatience, refusing, pauses, told } = setUp();
    expect(await withPatience('sign', refusing(error, 8))).toBe(9);
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(told[2]).toEqual({
      step: 'sign',
      reason: error().message,
      waitedMilliseconds: 750,
      patienceMilliseconds: 300_000,
    });
  });

  it('throws the last refusal within five minutes of the beginning, whatever the steps', async () => {
    const { withPatience, refusing, at } = setUp();
    await withPatience('import', refusing(unknown, 15));
    const early = at();
    await expect(withPatience('sign', refusing(unknown))).rejects.toThrow(NotFoundException);
    expect(early).toBeGreaterThan(60_000);
    expect(at()).toBeGreaterThan(280_000);
    expect(at()).toBeLessThanOrEqual(300_000);
  });

  it.each([
    ['a policy that denies', () => denied('kms:Sign with an explicit deny in an identity-based policy')],
    ['a refusal that does not pass', () => new KmsRefusedError('it is disabled', false)],
    ['anything else', () => new Error('socket closed')],
  ])('throws %s at once', async (_, error) => {
    const { withPatience, refusing, pauses } = setUp();
    await expect(withPatience('sign', refusing(error))).rejects.toThrow(error().message);
    expect(pauses).toEqual([]);
  });

  it('ends with the wait that is interrupted, and is not ended by a watcher that fails', async () => {
    const { withPatience, refusing } = setUp({
      wait: async () => {
        throw new Error('interrupted');
      },
      reportWaiting: () => {
        throw new Error('nobody listens');
      },
    });
    await expect(withPatience('sign', refusing(unknown))).rejects.toThrow('interrupted');
  });
});
