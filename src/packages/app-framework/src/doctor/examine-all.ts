import { checksOfApp, checksOfDeployment } from './checks';
import { type Check, examine } from './examine';
import type { CheckResult } from './finding';
import { type DeploymentNames, namingDeployment } from './named-deployment';
import type { Patient, WebhookDeployment } from './patient';

/** What became of the checks of one App, or of the deployment. */
export interface Examination {
  readonly of: string;
  readonly appId?: number;
  readonly results: readonly CheckResult[];
}

export interface ExaminedDeployment {
  readonly appIds: readonly number[];
  readonly openPatient: (appId: number) => Promise<Patient>;
  /** Absent where the deployment takes no webhooks. */
  readonly webhooks: WebhookDeployment | undefined;
  /** Table that has the Apps. */
  readonly table: string;
  /** What commands are to name; nothing when absent. */
  readonly names?: DeploymentNames;
  /** Told before each part. */
  readonly progress?: (line: string) => void;
  /** What is looked at of each App; all when absent. */
  readonly ofApp?: readonly Check<Patient>[];
  /** What is looked at of the deployment; all when absent. */
  readonly ofDeployment?: readonly Check<WebhookDeployment>[];
}

/** Looks at each App, and then at the deployment. */
export async function examineAll(deployment: ExaminedDeployment): Promise<Examination[]> {
  const { appIds, openPatient, webhooks, table, progress = () => undefined } = deployment;
  const { ofApp = checksOfApp, ofDeployment = checksOfDeployment, names = {} } = deployment;
  const examinations: Examination[] = [];
  for (const appId of appIds) {
    progress(`Looking at App ${appId}.`);
    examinations.push({ of: `App ${appId}`, appId, results: await examine(ofApp, await openPatient(appId)) });
  }
  if (appIds.length === 0) examinations.push(noApp(table));
  if (webhooks) {
    progress('Looking at the deployment.');
    examinations.push({ of: 'The deployment', results: await examine(ofDeployment, webhooks) });
  }
  return examinations.map((each) => ({
    ...each,
    results: each.results.map((result) => namingDeployment(result, names)),
  }));
}

/** `wrong` where something is, `unknown` where something could not be looked at; absent where all is well. */
export function worstOf(examinations: readonly Examination[]): 'wrong' | 'unknown' | undefined {
  const results = examinations.flatMap((each) => each.results);
  return (['wrong', 'unknown'] as const).find((state) => results.some((result) => result.state === state));
}

/** A deployment without an App is as quiet as one that is well. */
function noApp(table: string): Examination {
  const what = `Table ${table} has no App: nothing signs, and no webhook is looked for.`;
  const todo = 'Register one, import the key of one that exists, or, after a loss, run recover-deployment.';
  const findings = [{ what, todo, command: 'setup' }];
  return { of: 'The Apps', results: [{ check: 'key', about: 'the deployment has an App', state: 'wrong', findings }] };
}
