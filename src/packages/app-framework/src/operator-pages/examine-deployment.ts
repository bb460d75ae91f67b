import type { DeliveryRecords } from '../deliveries/delivery-records-table';
import { webhookUrlOf } from '../deliveries/deployment-operations';
import { type AppTokens, createAppAtGitHub } from '../doctor/app-at-github';
import { checkHandMadeHooks, checkHandMadeHooksByWhatCame } from '../doctor/check-hand-made-hooks';
import { checksOfApp, checksOfDeployment } from '../doctor/checks';
import type { Check } from '../doctor/examine';
import { examineAll } from '../doctor/examine-all';
import type { Figures } from '../doctor/figures';
import type { Look } from '../doctor/finding';
import type { Patient, WebhookDeployment } from '../doctor/patient';
import { createTimeOfLooks } from '../doctor/time-of-looks';
import type { KeptExaminations } from './examination-table';

type Remaining = () => number;

export interface ExaminationCollaborators {
  readonly examinations: Pick<KeptExaminations, 'keep'>;
  readonly records: (remainingMilliseconds: Remaining) => DeliveryRecords;
  readonly apps: (remainingMilliseconds: Remaining) => Promise<readonly ExaminedApp[]>;
  readonly tokensOf: (appId: number) => AppTokens;
  readonly figures: Figures;
  /** Table that has the Apps. */
  readonly appTable: string;
  readonly now: () => Date;
}

export interface ExaminedApp {
  readonly appId: number;
  /** Base of the REST API of its host. */
  readonly baseUrl: string;
}

const provenElsewhere: Look = {
  notHere: 'To prove it, GitHub has to send a delivery again: the command doctor has it do so.',
};

/** Only looks: GitHub is asked to do nothing, and little, because it is asked often. */
const lookingOnly: readonly Check<Patient>[] = checksOfApp.map((check) => {
  if (check.name === 'webhook-secret') return { ...check, look: async () => provenElsewhere };
  return check === checkHandMadeHooks ? checkHandMadeHooksByWhatCame : check;
});

/** Looks at the deployment and its Apps, as the command `doctor` does, and keeps what it finds for the page. */
export function createExamination(collaborators: ExaminationCollaborators) {
  const { examinations, tokensOf, figures, appTable: table, now } = collaborators;
  return async function examine(remainingMilliseconds: Remaining): Promise<void> {
    const records = collaborators.records(remainingMilliseconds);
    const operations = await records.operations();
    const webhooks: WebhookDeployment = { records, operations, figures, webhookUrl: webhookUrlOf(operations), now };
    const apps = new Map((await collaborators.apps(remainingMilliseconds)).map((app) => [app.appId, app]));
    const openPatient = async (appId: number): Promise<Patient> => {
      const { baseUrl = '' } = apps.get(appId) ?? {};
      return { app: createAppAtGitHub({ appId, baseUrl, tokens: tokensOf(appId) }), webhooks, now };
    };
    const appIds = [...apps.keys()].sort((one, other) => one - other);
    const looks = appIds.length * lookingOnly.length + checksOfDeployment.length;
    const inTime = createTimeOfLooks({ looks, remainingMilliseconds });
    const found = await examineAll({
      ...{ appIds, openPatient, webhooks, table, names: { table, ledger: records.tableName } },
      ofApp: inTime(lookingOnly),
      ofDeployment: inTime(checksOfDeployment),
    });
    await examinations.keep(found, remainingMilliseconds);
  };
}
