import { ask, handler as decideOn } from '../approvals/decide-on-jobs.lambda';
import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { tend } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { another, context, executionOf, sha, soon, useWorkflows } from './workflows.test.support';

export const api = '/api/v3/repos/octo-org/web';
export const mona = { id: 7, login: 'mona' };
export const hubot = { id: 8, login: 'hubot' };
const named = { repository: 'octo-org/web', repositoryId: 5, host: 'ghe.example.com' };

export const done = (text: string) => ({ kind: 'done', text: expect.stringContaining(text) });
export const refused = (text: string) => ({ kind: 'refused', text: expect.stringContaining(text) });
/** What somebody has who may do all that is asked for here. */
export const all = { pull: true, triage: true, push: true, maintain: true };

/** What decides on jobs, at the fake GitHub and the fake AWS of workflows, in a repository of a person. */
export function useApprovals() {
  const workflows = useWorkflows();
  const { gitHub, jobId, delivery, inputsOf } = workflows;
  let presses = 0;

  beforeEach(() => {
    process.env.APPROVALS_TABLE_NAME = 'approvals';
    gitHub().on(`POST ${api}/check-runs`, { status: 201, body: { id: 7 } });
    gitHub().on(`PATCH ${api}/check-runs/7`, { body: { id: 7 } });
    gitHub().on(`GET ${api}`, { body: { id: 5, owner: { type: 'User' } } });
    grant(all);
    grant(all, hubot);
  });

  function grant(flags: object, person = mona): void {
    const user = { id: person.id, permissions: flags };
    gitHub().on(`GET ${api}/collaborators/${person.login}/permission`, { body: { user } });
  }

  const asks = (more: object = {}) =>
    ask(
      {
        ...{ job: jobId(), execution: executionOf(jobId()), run: {}, token: 'token-1', seconds: 600 },
        ...{ name: 'production', permission: 'maintain', by: 'others' },
        ...more,
      },
      context,
    );
  const decide = (operation: string, more: object = {}) =>
    decideOn({ operation, ...named, job: jobId().slice(0, 10), by: mona, writtenAt: soon(), ...more }, context);

  /** Of the last check run that was written. */
  const shownLast = (part: 'actions' | 'output') =>
    field(gitHub().requests.findLast(({ path }) => path.includes('/check-runs'))?.body, part);

  return {
    ...workflows,
    grant,
    asks,
    decide,
    /** By a button: nothing tells when it was pressed. */
    press: (operation: string, wait: string | undefined, more: object = {}) =>
      decide(operation, { writtenAt: undefined, ...(wait !== undefined && { wait }), ...more }),
    /** What the code that a button of the check run leads to asks of what decides. */
    bringPress: async (identifier: string, more: object = {}) => {
      presses += 1;
      const delivered = delivery();
      const app_id = Number(workflows.attribute('AppId'));
      const check_run = { app: { id: app_id }, external_id: jobId(), head_sha: sha };
      const { repository } = delivered;
      const payload = { action: 'requested_action', requested_action: { identifier }, repository, check_run };
      const event = { event: 'check_run', action: 'requested_action', payload, sender: mona };
      await bring(change, { ...delivered, ...another(presses), app_id, ...event, ...more });
      return inputsOf('Invoke');
    },
    /** Whoever looks after jobs comes by, and what it has done by what decides is done. */
    tended: async () => {
      const before = inputsOf('Invoke').length;
      await tend({ patienceSeconds: 0 }, context);
      for (const input of inputsOf('Invoke').slice(before)) await decideOn(field(input, 'input'), context);
    },
    /** Marks of the buttons that its check run shows. */
    marks: () => {
      const actions = shownLast('actions');
      return Array.isArray(actions) ? actions.map((one) => String(field(one, 'identifier'))) : [];
    },
    summary: () => String(field(shownLast('output'), 'summary')),
    waitsFor: () => field(parsedJson(String(workflows.attribute('WaitsFor'))), 'name'),
    /** Tokens of what was approved. */
    approved: () => inputsOf('SendTaskSuccess').map((input) => field(input, 'taskToken')),
  };
}
