import { alarmContract } from './alarms';
import { cloudFormationContract } from './cloudformation';
import { deletionContract } from './deletion';
import { eventBusContract } from './event-bus';
import { eventSourceContract } from './event-sources';
import { eventTargetContract } from './event-targets';
import { executionContract } from './executions';
import { functionUrlContract } from './function-urls';
import { functionContract } from './functions';
import { type GivenEmulator, givenEmulator } from './given-emulator';
import { iamContract } from './iam';
import { kmsContract } from './kms';
import { kmsKeyContract } from './kms-keys';
import { metricContract } from './metrics';
import { otherAccountContract } from './other-account';
import { payloadCapContract } from './payload-caps';
import { queueContract } from './queues';
import { restApiContract } from './rest-api';
import { scheduleContract } from './schedules';
import { signatureContract } from './signatures';
import { stateMachineContract } from './state-machines';
import { storageContract } from './storage';
import { taggingContract } from './tagging';
import { tlsContract } from './tls';

describe('the emulator', () => {
  let emulator: GivenEmulator | undefined;
  const given = (): GivenEmulator => {
    if (!emulator) throw new Error('the emulator is not started');
    return emulator;
  };
  beforeAll(async () => {
    emulator = await givenEmulator();
    // The first run of all installs the Python packages.
  });
  afterAll(async () => emulator?.stop());

  cloudFormationContract(given);
  deletionContract(given);
  eventBusContract(given);
  eventTargetContract(given);
  eventSourceContract(given);
  functionContract(given);
  executionContract(given);
  functionUrlContract(given);
  iamContract(given);
  kmsContract(given);
  kmsKeyContract(given);
  metricContract(given);
  alarmContract(given);
  otherAccountContract(given);
  payloadCapContract(given);
  queueContract(given);
  restApiContract(given);
  scheduleContract(given);
  signatureContract(given);
  stateMachineContract(given);
  storageContract(given);
  taggingContract(given);
  tlsContract(given);
});
