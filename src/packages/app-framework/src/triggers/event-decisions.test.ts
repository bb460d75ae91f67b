import { parseDecisions, textOfDecisions, type WorkflowDecisions } from './event-decisions';

const refused = { kind: 'refused', by: 'paths', value: 'x'.repeat(200), meant: 'y'.repeat(200) } as const;
const workflow = (name: string, more: Partial<WorkflowDecisions> = {}): WorkflowDecisions => ({
  workflow: name,
  decisions: [refused],
  ...more,
});

describe('textOfDecisions', () => {
  it('tells all that there is room for, those that were started first, and how many are left out', () => {
    const refusals = Array.from({ length: 1_000 }, (_, index) => workflow(`w${index}`));
    const text = textOfDecisions({ workflows: [...refusals, workflow('started', { job: 'a1' })], leftOut: 2 });
    const { workflows, leftOut } = parseDecisions(text);

    expect(text.length).toBeLessThan(101_000);
    expect(workflows[0]).toEqual(workflow('started', { job: 'a1' }));
    expect(workflows.length).toBeGreaterThan(100);
    expect(workflows.length + leftOut).toBe(1_003);
  });

  it('is read as it was written', () => {
    const matched = { kind: 'matched', unknown: 'the push was forced' } as const;
    const decisions = {
      workflows: [
        workflow('ci', { decisions: [matched, refused, { kind: 'matched' }, { kind: 'matched', awaits: 'approval' }] }),
      ],
      leftOut: 0,
    };
    expect(parseDecisions(textOfDecisions(decisions))).toEqual(decisions);
  });
});

describe('parseDecisions', () => {
  it.each(['{}', '{"workflows":[],"leftOut":"0"}', '{"workflows":[{"workflow":"ci"}],"leftOut":0}'])(
    'fails for %s',
    (text) => {
      expect(() => parseDecisions(text)).toThrow('no form that this version knows');
    },
  );

  it.each([
    { kind: 'moon' },
    { kind: 'refused', by: 'moon', value: '', meant: '' },
    { kind: 'refused', by: 'paths', value: 'a' },
  ])('fails for the decision %j', (decision) => {
    const text = JSON.stringify({ workflows: [{ workflow: 'ci', decisions: [decision] }], leftOut: 0 });
    expect(() => parseDecisions(text)).toThrow('no form that this version knows');
  });
});
