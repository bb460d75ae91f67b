import type { App } from '../apps/apps';
import type { Act } from '../events/actor';
import type { World } from '../world/world';
import { checkRunInEvent, checkSuiteInEvent, type Suite } from './check-body';
import type { CheckRun, CheckState, NewCheckRun } from './checks';

/** What can happen to check runs, and the events that it causes. */
export function createCheckActs({ announce, checks, git, issues }: World) {
  function tell(run: CheckRun, act: Act, told: { readonly members: object; readonly only?: App }): void {
    announce.inRepository({
      ...told,
      event: 'check_run',
      repository: run.repository,
      act,
      members: { ...told.members, check_run: checkRunInEvent(run, issues, act.base) },
    });
  }

  return {
    create(asked: NewCheckRun, act: Act): CheckRun {
      const run = checks.create(asked);
      tell(run, act, { members: { action: 'created' } });
      if (run.status === 'completed') tell(run, act, { members: { action: 'completed' } });
      return run;
    },
    change(run: CheckRun, change: Partial<CheckState>, act: Act): void {
      const wasCompleted = run.status === 'completed';
      checks.change(run, change);
      if (!wasCompleted && run.status === 'completed') tell(run, act, { members: { action: 'completed' } });
    },
    /** Somebody wants it to run again. Only the App that made it is told. */
    rerequest(run: CheckRun, act: Act): void {
      tell(run, act, { members: { action: 'rerequested' }, only: run.app });
    },
    /** Somebody wants all of an App on a commit to run again. Only that App is told. */
    rerequestSuite(runs: Suite, act: Act): void {
      const [{ app, headSha, repository }] = runs;
      const head = git.resolve(repository, headSha);
      if (head === undefined) throw new Error(`The commit ${headSha} of a check run is not there.`);
      const suite = checkSuiteInEvent(runs, issues, { base: act.base, head });
      const members = { action: 'rerequested', check_suite: suite };
      announce.inRepository({ event: 'check_suite', repository, act, members, only: app });
    },
    /** Somebody presses a button of it. Only the App that made it is told. */
    requestAction(run: CheckRun, identifier: string, act: Act): void {
      const members = { action: 'requested_action', requested_action: { identifier } };
      tell(run, act, { members, only: run.app });
    },
  };
}
