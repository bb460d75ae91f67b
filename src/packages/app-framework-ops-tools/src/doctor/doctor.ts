import { checksOfDeployment, examineAll, worstOf } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';
import { tablesWith } from '../deployments/only-tagged';
import { createSignedCalls } from '../deployments/signed-call';
import { createTopics } from './alarm-topic';
import { createAlarms } from './alarms-gauge';
import { checkAlarms } from './check-alarms';
import { checkBackups } from './check-backups';
import { doctorReport } from './doctor-report';
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
  const openEach = (appId: number) => openPatient({ appId, table, webhooks });
  // Whoever named one has several, and would have to name it to each command.
  const names = { table: request.table, ledger };
  const calls = createSignedCalls(lambda);
  const ofDeployment = [
    ...checksOfDeployment,
    checkAlarms({ alarmsOf: createAlarms(calls), topicOf: createTopics(calls) }),
    checkBackups({ calls, appTable: table, tablesWith: (used) => tablesWith(tagging, used) }),
  ];
  const examinations = await examineAll({
    appIds,
    openPatient: openEach,
    webhooks,
    table,
    names,
    progress,
    ofDeployment,
  });
  const worst = worstOf(examinations);
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
