import { serveOperations } from '../api/serve-operation';
import type { QueueContext } from '../aws/serve-batch';
import { createRepeatedDeliveries } from '../deliveries/repeated-delivery-table';
import { createRepeatedEvents } from '../deliveries/repeated-event';
import { createRerunNamed } from '../job-keeping/operate-jobs';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { createRepositoryJobs } from '../jobs/repository-jobs-table';
import { createRerunJob } from '../jobs/rerun-job';
import { openKeptTriggers, type TriggerOperationsEnvironment } from '../kept-triggers/open-kept-triggers';
import { createWrittenTriggers } from '../kept-triggers/written-triggers-table';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { parsedJson } from '../lambda/parsed-json';
import { createGoneInstallations } from '../lost-installations/lost-installations-table';
import { createKeptPayloads } from '../recovery/kept-payload-archive';
import { type TickEnvironment, tickFromEnvironment } from '../scheduled-starts/open-scheduled-starts';
import { compileScheduled } from '../schedules/compile-scheduled';
import { createDecisionRecords } from '../triggers/decisions-table';
import { deliveryKey } from '../webhooks/delivery';
import { createWorkflowSource } from '../workflows/workflow-table';
import { createKeepTriggers } from './keep-triggers';
import { createRerunByCommand, type RerunByCommand } from './rerun-by-command';
import { type CommandToStart, createStartByCommand } from './start-by-command';
import { createTryTriggers, type KeptEvent } from './try-triggers';

/** The functions of this code. */
export function openTriggerOperations() {
  const tick = openedLate(() =>
    tickFromEnvironment(
      createWorkflowSource({ tableName: requiredVariable<keyof TickEnvironment>('LEDGER_TABLE_NAME') }),
    ),
  );
  return { operate: openedLate(operateFromEnvironment), startByCommand: openedLate(startFromEnvironment), tick };
}

/** What starts workflows for commands, and runs jobs again. */
function startFromEnvironment() {
  const begins = beginsFromEnvironment();
  const { begin, lost } = begins;
  const tableName = requiredVariable<keyof TriggerOperationsEnvironment>('LEDGER_TABLE_NAME');
  const start = createStartByCommand({
    ...{ begin, lost },
    offered: createWorkflowSource({ tableName }),
    kept: openKeptTriggers(),
    record: createDecisionRecords({ tableName }),
  });
  const rerun = createRerunByCommand(
    createRerunNamed({ ...begins, ofRepository: createRepositoryJobs(begins), rerun: createRerunJob(begin) }),
  );
  return async (asked: CommandToStart | RerunByCommand, context: QueueContext) => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    return 'rerun' in asked ? rerun(asked, remainingMilliseconds) : start(asked, remainingMilliseconds);
  };
}

/** What serves `PutTrigger`, `ListTriggers`, `DeleteTrigger` and `TestTrigger`. */
function operateFromEnvironment() {
  const variable = requiredVariable<keyof TriggerOperationsEnvironment>;
  const [tableName, bucketName] = [variable('LEDGER_TABLE_NAME'), variable('PAYLOAD_BUCKET_NAME')];
  const listed: unknown = parsedJson(variable('GITHUB_HOSTS'));
  const hosts = Array.isArray(listed) ? listed.map(String) : [];
  const table = { ...openKeptTriggers(), ...createWrittenTriggers({ tableName: variable('TRIGGERS_TABLE_NAME') }) };
  const offered = createWorkflowSource({ tableName, compile: compileScheduled });
  const events = createRepeatedEvents({
    table: createRepeatedDeliveries({ tableName }),
    bucketName,
    readPayload: createKeptPayloads({ bucketName }),
  });

  async function delivered(
    delivery: { readonly appId: number; readonly deliveryId: string },
    remainingMilliseconds: () => number,
  ): Promise<KeptEvent | undefined> {
    for (const host of hosts) {
      const found = await events({ key: deliveryKey({ host, ...delivery }) }, remainingMilliseconds);
      if (found.kind === 'absent') continue;
      const { event, payloadText, detail } = found;
      return { event, payload: parsedJson(payloadText), own: detail.own, installationId: detail.installation?.id };
    }
    return undefined;
  }

  const isGone = createGoneInstallations({ tableName: variable('JOBS_TABLE_NAME'), hosts });
  return serveOperations([
    ...createKeepTriggers({ table, offered, isGone }),
    createTryTriggers({ table, offered, delivered }),
  ]);
}
