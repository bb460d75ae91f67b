import {
  command,
  mergeGroup,
  pullRequest,
  push,
  repositoryDispatch,
  type WebhookIngestion,
  Workflows,
} from '@aws/app-framework-for-github-apps-on-aws';
import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type IChainable,
  Map as MapOver,
  Parallel,
  Pass,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** Checks of a commit: quick ones for each pull request and for main, all of them for a release, one that takes its time, and one that has none. */
export class SampleWorkflows extends Construct {
  readonly workflows: Workflows;

  constructor(scope: Construct, id: string, { webhooks }: { readonly webhooks: WebhookIngestion }) {
    super(scope, id);
    this.workflows = new Workflows(this, 'Workflows', { webhooks });
    const branches = ['main', 'release/**'];
    this.workflows.add('ci', {
      definition: this.checks('Quick', ['unit', 'types']),
      type: 'EXPRESS',
      check: 'ai3-mvp / CI Check',
      on: [
        pullRequest({ branches, paths: ['**', '!docs/**'] }),
        push({ branches: ['main', 'broken/**'] }),
        mergeGroup({ branches }),
        command('check'),
      ],
      offered: true,
    });
    this.workflows.add('release', {
      definition: this.checks('Whole', ['unit', 'types', 'acceptance']),
      type: 'STANDARD',
      on: [
        push({ branches: ['release/**'], tags: ['v[0-9]+.[0-9]+.[0-9]+'] }),
        repositoryDispatch({ types: ['release'] }),
      ],
      offered: true,
    });
    this.addSoak();
    this.addProbe();
  }

  private addSoak(): void {
    const wait = new Wait(this, 'Soak: for a while', { time: WaitTime.duration(Duration.minutes(10)) });
    this.workflows.add('soak', {
      definition: wait.next(new Pass(this, 'Soak: it held')),
      type: 'STANDARD',
      comment: true,
      limit: 2,
      concurrency: { group: 'pull-request', cancelRunning: true },
      on: [push({ branches: ['soak/**'] }), pullRequest({ branches: ['soak/**'] })],
    });
  }

  private addProbe(): void {
    this.workflows.add('probe', {
      definition: new Wait(this, 'Probe: for what never comes', { time: WaitTime.duration(Duration.minutes(10)) }),
      type: 'STANDARD',
      timeout: Duration.seconds(5),
      on: [push({ branches: ['probe/**'] })],
    });
    const waiting = { Type: 'Wait', Seconds: 600, End: true };
    const late = { StartAt: 'Wait', TimeoutSeconds: 3, States: { Wait: waiting } };
    this.workflows.add('quick-probe', {
      definition: DefinitionBody.fromString(JSON.stringify(late)),
      type: 'EXPRESS',
      on: [push({ branches: ['probe/**'] })],
    });
  }

  /** Lints while it runs each suite; a branch called broken fails, so that you can see that, too. */
  private checks(id: string, suites: readonly string[]): IChainable {
    const name = (of: string) => `${id}: ${of}`;
    const tests = new MapOver(this, name('each suite'), { itemsPath: '$.suites' }).itemProcessor(
      new Pass(this, name('run the suite')),
    );
    const broken = new Fail(this, name('it is broken'), { error: 'SuiteFailed', cause: 'The branch says so.' });
    return new Parallel(this, name('all checks'), { resultPath: '$.results' })
      .branch(new Pass(this, name('lint')))
      .branch(new Pass(this, name('suites'), { parameters: { suites } }).next(tests))
      .next(
        new Choice(this, name('how did it go?'))
          .when(Condition.stringMatches('$.ref', 'refs/heads/broken/*'), broken)
          .otherwise(new Pass(this, name('it is well'))),
      );
  }
}
