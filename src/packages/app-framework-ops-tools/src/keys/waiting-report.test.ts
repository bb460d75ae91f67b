import { createWaitingReport } from './waiting-report';

describe('createWaitingReport', () => {
  it('tells at once, then twice a minute, and anew of the next step', () => {
    const lines: string[] = [];
    const report = createWaitingReport((line) => lines.push(line));
    for (let second = 0; second <= 61; second += 1) {
      report({
        step: 'sign',
        reason: 'KMS knows no such key',
        waitedMilliseconds: second * 1_000,
        patienceMilliseconds: 300_000,
      });
    }
    report({ step: 'prove', reason: 'not yet', waitedMilliseconds: 62_000, patienceMilliseconds: 300_000 });

    expect(lines).toEqual([
      'waiting, 0 of at most 300 s, to sign: KMS knows no such key',
      'waiting, 30 of at most 300 s, to sign: KMS knows no such key',
      'waiting, 60 of at most 300 s, to sign: KMS knows no such key',
      'waiting, 62 of at most 300 s, to prove: not yet',
    ]);
  });
});
