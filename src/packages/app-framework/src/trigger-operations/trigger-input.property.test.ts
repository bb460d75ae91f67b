import fc from 'fast-check';
import { useWorkflows } from '../workflows/workflows.test.support';
import { askTriggers as ask, leadToTriggers } from './trigger-operations.test.support';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('[', '\\', '!', '!!a', '[z-a]', '**/**/**', '+', '?', '', 'a'.repeat(300), '__proto__', '\u0000'),
);
const anything = fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }));
const names = [
  'actions',
  'branches',
  'heads',
  'tags',
  'authors',
  'labels',
  'titles',
  'workflows',
  'conclusions',
  'paths',
];
const filters = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('pull_request', 'push', 'merge_group', 'workflow_run', 'repository_dispatch'),
      fc.dictionary(fc.constantFrom(...names), fc.array(hostile, { minLength: 1, maxLength: 3 }), { maxKeys: 3 }),
    )
    .map(([event, lists]) => ({ event, ...lists })),
  fc.dictionary(fc.constantFrom('event', 'drafts', 'forks', 'ignoreBots', 'constructor', ...names), anything, {
    maxKeys: 4,
  }),
  anything,
);

describe('PutTrigger', () => {
  const { installation } = useWorkflows();
  leadToTriggers();

  it('keeps what can be evaluated, refuses all else as the fault of who sent it, and breaks at nothing', async () => {
    const kept: unknown[] = [];
    await fc.assert(
      fc.asyncProperty(filters, fc.oneof(fc.constantFrom(undefined, '{}'), anything), async (given, parameters) => {
        const whose = { installationId: installation().id, triggerId: 'a' };
        const [status, body] = await ask('put', { ...whose, workflow: 'ci', filters: given, parameters });
        expect([200, 400]).toContain(status);
        expect(JSON.stringify(body).length).toBeLessThan(10_000);
        if (status === 400) return;
        kept.push(given);
        const payload = JSON.stringify({ ref: 'refs/heads/main', after: 'b'.repeat(40) });
        const tested = await ask('test', { ...whose, event: 'push', payload });
        expect(tested[0]).toBe(200);
      }),
      { numRuns: 400 },
    );
    expect(kept.length).toBeGreaterThan(0);
  });
});
