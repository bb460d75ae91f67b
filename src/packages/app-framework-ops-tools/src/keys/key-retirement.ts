import {
  createAppRegistrations,
  createKeyRetirement,
  createKmsKeys,
  createRecordedKeys,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext } from '../command-line/command';
import { createAwsClients } from '../deployments/aws-clients';
import { createKeyWait } from './key-wait';

/** Which deployment's keys to retire, where they are found, and who watches. */
export interface RetirementSetting {
  readonly tableName: string;
  readonly findKeys: (appId: number) => Promise<readonly string[]>;
  readonly context: Pick<CommandContext, 'progress' | 'redraw'>;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** The retirement of keys, connected to AWS and to the terminal. */
export function connectKeyRetirement({ tableName, findKeys, context, signal }: RetirementSetting) {
  const { kms, dynamoDb } = createAwsClients();
  const now = () => new Date();
  const keys = createKmsKeys({ kms, now });
  return createKeyRetirement({
    keys,
    records: createRecordedKeys({ kms, keys }),
    registrations: createAppRegistrations({ dynamoDb, tableName }),
    findKeys,
    waitUntil: createKeyWait({ ...context, signal, now }),
    now,
  });
}
