import { pullRequest, type Workflows } from '@aws/app-framework-for-github-apps-on-aws';
import { Chain, type IChainable, JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** A workflow that takes most steps once, one after the other, for each pull request into `toured/**`. */
export class SampleTour extends Construct {
  private readonly workflows: Workflows;

  constructor(scope: Construct, id: string, { workflows }: { readonly workflows: Workflows }) {
    super(scope, id);
    this.workflows = workflows;
    workflows.add('tour', {
      definition: Chain.start(this.reads()).next(this.remarks()).next(this.branches()),
      type: 'STANDARD',
      on: [pullRequest({ branches: ['toured/**'] })],
    });
  }

  private reads(): IChainable {
    const { steps } = this.workflows;
    return steps
      .getCommits(this, 'Tour: commits', { resultPath: '$.commits' })
      .next(steps.getPullRequest(this, 'Tour: pull request', { include: ['diff'], resultPath: '$.pull' }))
      .next(steps.listFiles(this, 'Tour: files', { resultPath: '$.tree' }))
      .next(steps.getFile(this, 'Tour: a large file', { path: 'large.txt', resultPath: '$.large' }))
      .next(steps.getFile(this, 'Tour: a file that lies elsewhere', { path: 'model.bin', resultPath: '$.model' }));
  }

  private remarks(): IChainable {
    const { steps } = this.workflows;
    const seen = JsonPath.format('Seen at {}.', JsonPath.stringAt('$.sha'));
    const [comment, checkRun] = [JsonPath.numberAt('$.comment.id'), JsonPath.numberAt('$.shown.id')];
    const where = { path: 'large.txt', start_line: 1, end_line: 1 };
    const annotations = [{ ...where, annotation_level: 'notice', message: 'It is large.' }];
    return steps
      .createComment(this, 'Tour: comment', { body: 'Looking.', resultPath: '$.comment' })
      .next(steps.updateComment(this, 'Tour: edit it', { comment, body: seen, resultPath: '$.edited' }))
      .next(steps.addLabels(this, 'Tour: label', { labels: ['looking', 'seen'], resultPath: '$.labels' }))
      .next(steps.removeLabels(this, 'Tour: take one off', { labels: ['looking'], resultPath: '$.removed' }))
      .next(steps.createCheckRun(this, 'Tour: show', { name: 'toured', summary: 'Looking.', resultPath: '$.shown' }))
      .next(
        steps.updateCheckRun(this, 'Tour: end it', {
          ...{ checkRun, conclusion: 'neutral', summary: seen, annotations },
          resultPath: '$.ended',
        }),
      )
      .next(steps.createReview(this, 'Tour: review', { body: seen, resultPath: '$.review' }))
      .next(
        steps.request(this, 'Tour: anything else', {
          route: 'POST /repos/{owner}/{repo}/commits/{commit_sha}/comments',
          parameters: { commit_sha: JsonPath.stringAt('$.sha'), body: 'Seen.' },
          permissions: { contents: 'write' },
          resultPath: '$.asked',
        }),
      );
  }

  private branches(): IChainable {
    const { steps } = this.workflows;
    const followUp = { title: 'What follows', head: 'follow-up', base: 'main' };
    const issue = JsonPath.numberAt('$.followUp.number');
    return steps
      .createPullRequest(this, 'Tour: open another', { ...followUp, resultPath: '$.followUp' })
      .next(steps.close(this, 'Tour: close that', { issue, resultPath: '$.closed' }))
      .next(steps.mergePullRequest(this, 'Tour: merge', { resultPath: '$.merged' }))
      .next(
        steps.dispatch(this, 'Tour: tell', {
          eventType: 'toured',
          payload: { job: JsonPath.stringAt('$.job') },
          resultPath: '$.told',
        }),
      );
  }
}
