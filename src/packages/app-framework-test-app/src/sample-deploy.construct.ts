import { command, pullRequest, push, type Workflows } from '@aws/app-framework-for-github-apps-on-aws';
import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, JsonPath, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/**
 * Deploys what is pushed to `deploy/**`, or what `@ai3-mvp deploy staging` names, once somebody else has approved it, and each pull request into
 * `preview/**` to an environment of its own.
 */
export class SampleDeploy extends Construct {
  constructor(scope: Construct, id: string, { workflows }: { readonly workflows: Workflows }) {
    super(scope, id);
    const { steps } = workflows;
    const approval = workflows.waitForApproval('production', { by: 'others', timeout: Duration.days(7) });
    const environment = JsonPath.stringAt('$.parameters.environment');
    const begin = steps.deployTo(this, 'Deploy: begin', { environment, resultPath: '$.deployment' });
    const pushed = new Pass(this, 'Deploy: what is pushed goes to production', {
      parameters: { environment: 'production' },
      resultPath: '$.parameters',
    });
    const approved = approval.next(begin).next(new Pass(this, 'Deploy: put it there'));
    workflows.add('deploy', {
      definition: new Pass(this, 'Deploy: build').next(
        new Choice(this, 'Deploy: where to?')
          .when(Condition.isPresent('$.parameters.environment'), approved)
          .otherwise(pushed.next(approved)),
      ),
      type: 'STANDARD',
      on: [push({ branches: ['deploy/**'] }), command('deploy')],
      timeout: Duration.days(8),
    });
    const review = JsonPath.format('review-{}', JsonPath.stringAt('$.pullRequest'));
    workflows.add('preview', {
      definition: steps
        .deployTo(this, 'Preview: begin', { environment: review, whenClosed: 'delete', resultPath: '$.deployment' })
        .next(new Pass(this, 'Preview: put it there')),
      type: 'STANDARD',
      on: [pullRequest({ branches: ['preview/**'] })],
    });
  }
}
