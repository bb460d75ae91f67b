import fc from 'fast-check';
import { handler as step } from '../workflow-steps/run-steps.lambda';
import { useSteps } from './steps.test.support';
import { context } from './workflows.test.support';

const names = [
  'GitHubThrottled',
  'GitHubUnavailable',
  'GitHubRefused',
  'NotFound',
  'SignInNeeded',
  'JobOver',
  'StepRefused',
  'StepUnsettled',
];
const steps = [
  'getPullRequest',
  'getCommits',
  'getFile',
  'listFiles',
  'createComment',
  'updateComment',
  'addLabels',
  'removeLabels',
  'createIssue',
  'close',
  'reportCheck',
  'createCheckRun',
  'updateCheckRun',
  'createReview',
  'createPullRequest',
  'mergePullRequest',
  'dispatch',
  'request',
];
const members = ['issue', 'number', 'path', 'ref', 'body', 'comment', 'labels', 'title', 'name', 'checkRun', 'route'];
const more = ['include', 'conclusion', 'annotations', 'parameters', 'eventType', 'payload', 'head', 'base', 'event'];
const value = fc.oneof(
  fc.constantFrom('main', 'src/a.ts', '../..', '', 7, 'GET /repos/{owner}/{repo}/branches/{branch}', '__proto__'),
  fc.jsonValue(),
);
const given = fc.dictionary(fc.constantFrom(...members, ...more, 'toString', '__proto__'), value);

describe('what a step is given', () => {
  const world = useSteps();

  it('is done, or refused by a name that a definition can catch, whatever it is', async () => {
    const asked = fc.record({ name: fc.constantFrom(...steps, 'toString', '__proto__'), given, permissions: value });
    await fc.assert(
      fc.asyncProperty(asked, async ({ name, given: members, permissions }) => {
        world.gitHub().requests.length = 0;
        const ended = await world.run(name, members, { permissions: Object(permissions) }).then(
          () => 'done',
          (error: unknown) => String(Object(error).name),
        );
        expect(['done', ...names]).toContain(ended);
        // Whatever is asked for is asked within the repository of the job.
        for (const { path } of world.gitHub().requests)
          expect(path).toMatch(/^\/(tokens\/installation|api\/v3\/repos\/octo-org\/web(\/.*)?)$/);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where no construct wrote it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ maxDepth: 2 }), async (event) => {
        await expect(step(event, context)).rejects.toMatchObject({ name: 'StepRefused' });
      }),
      { numRuns: 100 },
    );
  });
});
