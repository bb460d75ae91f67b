import { command, push, type Workflows } from '@aws/app-framework-for-github-apps-on-aws';
import { Duration } from 'aws-cdk-lib';
import { Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** Deploys what is pushed to `deploy/**`, or what `@ai3-mvp deploy staging` names, once somebody else has approved it. */
export class SampleDeploy extends Construct {
  constructor(scope: Construct, id: string, { workflows }: { readonly workflows: Workflows }) {
    super(scope, id);
    const approval = workflows.waitForApproval('production', { by: 'others', timeout: Duration.days(7) });
    workflows.add('deploy', {
      definition: new Pass(this, 'Deploy: build').next(approval).next(new Pass(this, 'Deploy: put it there')),
      type: 'STANDARD',
      on: [push({ branches: ['deploy/**'] }), command('deploy')],
      timeout: Duration.days(8),
    });
  }
}
