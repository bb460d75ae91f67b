import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';
import { checksOfApp, checksOfDeployment } from './checks';
import { doctorReport, type Examination } from './doctor-report';
import { examine } from './examine';
import { appsOf, openPatient, openWebhooks } from './open-patient';

export interface DoctorRequest {
  /** All of the deployment when absent. */
  readonly app?: AppReference;
  readonly table?: string;
  readonly ledger?: string;
  readonly webhookUrl?: string;
}

/** Looks at a deployment and its Apps, and says what is wrong and what to do about it. */
export async function doctor(request: DoctorRequest, { progress }: CommandContext): Promise<CommandResult> {
  const { app, ledger, webhookUrl } = request;
  const { tagging, lambda } = createAwsClients();
  const option = 'the option --table NAME';
  const table = request.table ?? (await createDirectory({ tagging, lambda }).theAppTable({ option }));
  const webhooks = await openWebhooks({ ledger, webhookUrl });
  const appIds = app === undefined ? await appsOf(table) : [await appIdOf(app, table)];
  const examinations: Examination[] = [];
  for (const appId of appIds) {
    progress(`Looking at App ${appId}.`);
    const patient = await openPatient({ appId, table, webhooks });
    examinations.push({ of: `App ${appId}`, appId, results: await examine(checksOfApp, patient) });
  }
  if (appIds.length === 0) examinations.push(noApp(table));
  if (webhooks) {
    progress('Looking at the deployment.');
    examinations.push({ of: 'The deployment', results: await examine(checksOfDeployment, webhooks) });
  }
  const results = examinations.flatMap((each) => each.results);
  const worst = (['wrong', 'unknown'] as const).find((state) => results.some((result) => result.state === state));
  return {
    exitCode: worst === undefined ? exitCodes.ok : worst === 'wrong' ? exitCodes.partlyDone : exitCodes.failed,
    json: {
      state: worst ?? 'fine',
      checks: examinations.flatMap(({ appId, results: all }) =>
        all.map((result) => ({ ...(appId !== undefined && { appId }), ...result })),
      ),
    },
    text: doctorReport(examinations),
  };
}

/** A deployment without an App is as quiet as one that is well. */
function noApp(table: string): Examination {
  const what = `Table ${table} has no App: nothing signs, and no webhook is looked for.`;
  const todo = 'Register one, import the key of one that exists, or, after a loss, run recover-deployment.';
  const findings = [{ what, todo, command: 'setup' }];
  return { of: 'The Apps', results: [{ check: 'key', about: 'the deployment has an App', state: 'wrong', findings }] };
}
