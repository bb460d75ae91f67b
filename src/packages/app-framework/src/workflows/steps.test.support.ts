import { field, parsedJson } from '../lambda/parsed-json';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { handler as step } from '../workflow-steps/run-steps.lambda';
import { context, useWorkflows } from './workflows.test.support';

export interface GivenStep {
  readonly state?: string;
  readonly as?: 'app' | 'starter';
  readonly permissions?: object;
  readonly checks?: string;
  /** What of the execution is not the usual. */
  readonly execution?: object;
  /** How much time there is. */
  readonly remaining?: () => number;
}

/** A job that has begun, and steps of it, at the fake GitHub and the fake AWS of workflows. */
export function useSteps() {
  const workflows = useWorkflows();
  const { aws, gitHub } = workflows;
  const objects: unknown[] = [];

  beforeAll(() => {
    Object.assign(process.env, {
      LEDGER_TABLE_NAME: 'ledger',
      ARCHIVE_BUCKET_NAME: 'archive',
      APP_FRAMEWORK_USER_TOKEN_ENDPOINT: `${gitHub().url}/user-token`,
    });
  });
  beforeEach(async () => {
    objects.length = 0;
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await workflows.bringPush();
    aws().intercept(({ operation, input }) => {
      if (operation !== 'PUT') return undefined;
      objects.push(input);
      return { status: 200, body: '' };
    });
    gitHub().on('GET /api/v3/repos/octo-org/web', { body: { id: 5, full_name: 'octo-org/web' } });
    gitHub().requests.length = 0;
  });
  afterEach(() => jest.restoreAllMocks());

  const input = () => parsedJson(String(workflows.attribute('Input')));
  const run = (
    name: string,
    given: object = {},
    { execution, remaining = context.getRemainingTimeInMillis, ...more }: GivenStep = {},
  ) =>
    step(
      {
        step: name,
        state: 'Say it',
        as: 'app',
        execution: { Id: 'arn:aws:states:eu-west-1:1:execution:ci:x', RedriveCount: 0, Input: input(), ...execution },
        given,
        ...more,
      },
      { getRemainingTimeInMillis: remaining },
    );

  return {
    ...workflows,
    input,
    run,
    /** The error that a step ended with. */
    failure: (...asked: Parameters<typeof run>): Promise<unknown> => run(...asked).catch((error: unknown) => error),
    /** Requests to GitHub that change something, and are for no token. */
    written: () => gitHub().requests.filter(({ method, path }) => method !== 'GET' && !path.includes('token')),
    /** What tokens were asked for. */
    scopes: () =>
      gitHub()
        .requests.filter(({ path }) => path === '/tokens/installation')
        .map(({ body }) => field(field(body, 'scopeDown'), 'permissions')),
    /** Has the deployment know the account of the App's bot. */
    knowBot: (id: number) =>
      createAppIdentities({ tableName: 'ledger' }).keepBot({ host: 'ghe.example.com', appId: 1234 }, id, () => 5_000),
    /** Paths of the objects that were kept. */
    objects,
    stepRows: () =>
      aws()
        .rows()
        .filter((row) => String(field(row.JobId, 'S')).startsWith('step#')),
  };
}
