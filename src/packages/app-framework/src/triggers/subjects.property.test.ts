import fc from 'fast-check';
import { findChangedFiles } from './changed-files';
import { clientPayloadOf, repositoryDispatch } from './dispatch';
import { compileTrigger } from './evaluate-trigger';
import { parseDecisions, textOfDecisions } from './event-decisions';
import { mergeGroup, pullRequest, push } from './trigger';
import { triggerSubject } from './trigger-subject';
import { workflowRun } from './workflow-run';

const events = ['pull_request', 'push', 'merge_group', 'workflow_run', 'repository_dispatch', 'issues'] as const;
const paths = ['src/**'];
const compiled = [
  pullRequest({ branches: ['main'], labels: ['a'], titles: ['**'], paths, whenUnknown: 'skip' }),
  pullRequest({ forks: 'run', drafts: 'only' }),
  push({ tags: ['v*'], authors: ['a'], paths }),
  push(),
  mergeGroup({ paths }),
  workflowRun(),
  repositoryDispatch({ types: ['opened'], ignoreBots: false }),
].map(compileTrigger);

/** Members that are looked at, with whatever in them. */
const member = fc.constantFrom(
  ...[
    'action',
    'ref',
    'before',
    'after',
    'forced',
    'created',
    'deleted',
    'commits',
    'sender',
    'label',
    'changes',
    'repository',
  ],
  ...[
    'branch',
    'client_payload',
    'pull_request',
    'merge_group',
    'workflow_run',
    'head',
    'base',
    'user',
    'labels',
    'title',
    'name',
    'number',
    'id',
    'added',
  ],
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, '', 'refs/heads/main', 'opened', 'checks_requested', 5, 'a'.repeat(300)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(member, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('triggers', () => {
  it('decide about whatever comes as a payload, in words of bounded length that can be kept and read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...events), value, fc.boolean(), async (event, payload, own) => {
        const subject = triggerSubject({ event, payload, own });
        const files = await findChangedFiles({
          event,
          payload,
          isLastAttempt: false,
          ask: async () => ({ kind: 'answered', status: 200, data: payload }),
        });
        const decisions = compiled.map((trigger) => trigger(subject, files));
        const kept = { workflows: [{ workflow: 'ci', decisions }], leftOut: 0 };
        expect(parseDecisions(textOfDecisions(kept))).toEqual(kept);
        expect(JSON.stringify(decisions).length).toBeLessThan(5_000);
        expect(JSON.stringify(clientPayloadOf(payload) ?? {}).length).toBeLessThanOrEqual(4_096);
      }),
      { numRuns: 2_000 },
    );
  });
});
