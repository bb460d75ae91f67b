import { createTableCall } from '../aws/table-call';
import { bring } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { handler as operate } from '../job-keeping/keep-jobs.lambda';
import { field, parsedJson } from '../lambda/parsed-json';
import { another, context, sha, useWorkflows } from '../workflows/workflows.test.support';
import { startByCommand } from './trigger-operations.lambda';
import { leadToTriggers } from './trigger-operations.test.support';

const host = 'ghe.example.com';
const newOwners = { installation: { id: 900 }, repository: { id: 5, full_name: 'new-owners/site' } };
const newPlace = { InstallationId: { N: '900' }, RepoFullName: { S: 'new-owners/site' } };

describe('a job of a repository that was transferred since', () => {
  const { aws, allow, delivery, bringPush, bringChange, tell, jobId, installation } = useWorkflows();
  leadToTriggers();
  let old: string;
  beforeEach(async () => {
    await bringPush();
    old = jobId();
    await tell('FAILED');
  });
  const rows = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);
  const write = (tableName: string, Item: object) =>
    createTableCall(tableName)({
      operation: 'PutItem',
      input: { Item },
      remainingMilliseconds: context.getRemainingTimeInMillis,
    });
  const pressButton = (more: object = {}) =>
    bring(change, {
      ...delivery(),
      ...newOwners,
      event: 'check_run',
      action: 'rerequested',
      payload: { check_run: { app: { id: 1234 }, external_id: old, head_sha: sha } },
      delivery_key: 'the button',
      ...more,
    });
  const say = (more: object = {}) =>
    startByCommand(
      {
        rerun: { job: old.slice(0, 10), by: { id: 9, login: 'octocat', has: 'write' } },
        ...{ repository: 'new-owners/site', repositoryId: 5, host, appId: 1234, installationId: 900 },
        ...more,
      },
      context,
    );
  const ask = () => operate({ operation: 'rerun', job: old }, context);

  it('runs again where it is by now, and as it is called there, when its button is pressed there', async () => {
    expect(await pressButton()).toBe('settled');
    expect(rows()[1]).toMatchObject({
      ...newPlace,
      Attempt: { N: '2' },
      AppId: { N: '1234' },
      RepositoryId: { N: '5' },
    });
    expect(parsedJson(String(field(rows()[1]?.Input, 'S')))).toMatchObject({
      installationId: 900,
      repository: { id: 5, fullName: 'new-owners/site' },
      attempt: 2,
      sha,
    });
    expect(rows()[1]?.UnsettledIn).toEqual({ S: `${host}#1234#900` });
  });

  it('runs again there when a comment there says so', async () => {
    expect(await say()).toMatchObject({ kind: 'new', attempt: 2 });
    expect(rows()[1]).toMatchObject(newPlace);
  });

  it('runs again where its repository had its newest job, when an operator or an older bot says so', async () => {
    await bringPush({ ...another(2), ...newOwners });
    expect(await ask()).toMatchObject({ kind: 'new', attempt: 2 });
    expect(rows()[2]).toMatchObject({ ...newPlace, FirstJob: { S: old } });
  });

  it.each([
    [19, '900'],
    [20, undefined],
  ])('is looked for among the 20 newest jobs alone: %d of another App came since', async (others, there) => {
    await bringPush({ ...another(2), ...newOwners });
    for (let number = 10; number < 10 + others; number += 1)
      await bringPush({ ...another(number), ...newOwners, app_id: 4321 });
    expect(await ask()).toMatchObject({ kind: 'new', attempt: 2 });
    const place = field(rows().at(-1)?.InstallationId, 'N');
    expect([rows().length, place]).toEqual([others + 3, there ?? String(installation().id)]);
  });

  it('runs again where GitHub says that it is, to an operator who asked, though nothing has run there', async () => {
    const at = { appId: 1234, installationId: 900, repository: 'new-owners/site' };
    expect(await operate({ operation: 'rerun', job: old, at }, context)).toMatchObject({ kind: 'new', attempt: 2 });
    expect(rows()[1]).toMatchObject({ ...newPlace, FirstJob: { S: old }, StartedBy: { S: 'an operator' } });
  });

  it.each([
    ['neither login nor id', 'octo-org, id:7', 'held back'],
    ['its login', 'New-Owners', 'new'],
    ['its id', 'id:77', 'new'],
  ])(
    'runs again for an operator where accounts allows whoever owns it by now, here by %s',
    async (_by, accounts, kind) => {
      await allow(accounts);
      const at = { appId: 1234, installationId: 900, repository: 'new-owners/site', ownerId: 77 };
      expect(await operate({ operation: 'rerun', job: old, at }, context)).toMatchObject({
        kind,
        ...(kind === 'held back' && { account: 'new-owners' }),
      });
      expect(rows()).toHaveLength(kind === 'new' ? 2 : 1);
    },
  );

  it('is held back from an operator who knows no id where an id alone is allowed, and not from a comment, which was judged', async () => {
    await allow('id:77');
    await bringPush({ ...another(2), ...newOwners });
    expect(await ask()).toMatchObject({ kind: 'held back', account: 'new-owners' });
    expect(await say()).toMatchObject({ kind: 'new' });
  });

  it('goes by no place that is none', async () => {
    const was = { InstallationId: { N: String(installation().id) }, RepoFullName: { S: 'octo-org/web' } };
    const half = { appId: 1234, installationId: '900', repository: 'new-owners/site' };
    expect(await operate({ operation: 'rerun', job: old, at: half }, context)).toMatchObject({ kind: 'new' });
    expect(rows()[1]).toMatchObject(was);
  });

  it('stays where it was as far as anybody knows, and where another App alone knows better', async () => {
    const was = { N: String(installation().id) };
    await bringPush({ ...another(2), ...newOwners, app_id: 4321 });
    expect(await say({ appId: 4321 })).toMatchObject({ kind: 'new' });
    // What it is called is so for all Apps.
    expect(rows()[2]).toMatchObject({ InstallationId: was, RepoFullName: newPlace.RepoFullName, AppId: { N: '1234' } });
  });

  it('keeps its name for an operator while its own App has run nothing under another', async () => {
    await bringPush({ ...another(2), ...newOwners, app_id: 4321 });
    expect(await ask()).toMatchObject({ kind: 'new' });
    expect(rows()[2]).toMatchObject({
      InstallationId: { N: String(installation().id) },
      RepoFullName: { S: 'octo-org/web' },
    });
  });

  it('is not run again where the App has lost what it is in by now, and is where it has lost what it was in', async () => {
    await bringChange('deleted', newOwners);
    expect(await say()).toMatchObject({ kind: 'lost', reason: 'The App was uninstalled.' });
    await bringChange('deleted');
    expect(await say({ installationId: 901 })).toMatchObject({ kind: 'new' });
  });

  it('is not run again for its new owners where the old ones said what is to run, and is for these', async () => {
    const [row = {}] = rows();
    const input = {
      ...Object(parsedJson(String(field(row.Input, 'S')))),
      trigger: 'nightly',
      parameters: { to: 'old' },
    };
    await write('jobs', { ...row, Input: { S: JSON.stringify(input) } });
    const was = installation().id;
    expect(await say()).toMatchObject({
      kind: 'lost',
      reason: `It was started by a trigger of installation ${was}, and its repository is in installation 900 now.`,
    });
    expect(await pressButton()).toBe('settled');
    expect(rows()).toHaveLength(1);
    expect(await say({ installationId: was })).toMatchObject({ kind: 'new' });
  });
});
