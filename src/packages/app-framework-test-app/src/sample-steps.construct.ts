import { pullRequest, push, type WebhookIngestion, type Workflows } from '@aws/app-framework-for-github-apps-on-aws';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface SampleStepsProps {
  readonly workflows: Workflows;
  readonly webhooks: WebhookIngestion;
}

/** Workflows whose steps read and write at GitHub: as the App for a pull request, and as the person who pushed. */
export class SampleSteps extends Construct {
  constructor(scope: Construct, id: string, { workflows, webhooks }: SampleStepsProps) {
    super(scope, id);
    const { steps } = workflows;
    const said = JsonPath.format(
      '{} changes {} files.',
      JsonPath.stringAt('$.pull.title'),
      JsonPath.stringAt('$.pull.changedFiles'),
    );
    // More than GitHub takes in one request.
    const annotations = Array.from({ length: 60 }, (_, index) => {
      const line = { path: 'a.txt', start_line: index + 1, end_line: index + 1 };
      return { ...line, annotation_level: 'notice', message: 'Looked at.' };
    });
    workflows.add('look', {
      definition: steps
        .getPullRequest(this, 'Look: at the pull request', { resultPath: '$.pull' })
        .next(steps.createComment(this, 'Look: say so', { body: said, resultPath: '$.comment' }))
        .next(
          steps.reportCheck(this, 'Look: report it', {
            title: said,
            annotations,
            resultPath: JsonPath.DISCARD,
          }),
        )
        .next(steps.createCheckRun(this, 'Look: show it', { name: 'looked at', conclusion: 'success', summary: said })),
      type: 'STANDARD',
      concurrency: { group: 'pull-request', cancelRunning: true },
      on: [pullRequest({ branches: ['looked-at/**'] })],
    });
    if (!webhooks.userTokensTable) return;
    workflows.add('thank', {
      definition: steps.createIssue(this, 'Thank: as whoever pushed', { title: 'Thank you all', as: 'starter' }),
      type: 'STANDARD',
      on: [push({ branches: ['thanks/**'] })],
    });
  }
}
