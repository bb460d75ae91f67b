import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulatorControl, type EmulatorControl } from '../../src/aws/emulator-control';
import { startEmulator } from '../../src/aws/emulator-process';
import { createAdministrator, createIdentities, type Identities, type Identity } from '../../src/aws/identities';
import { preparePython } from '../../src/aws/python-environment';
import { projectDirectory } from '../../src/local-state';

export interface GivenEmulator {
  readonly endpoint: string;
  readonly administrator: Identity;
  readonly identities: Identities;
  readonly control: EmulatorControl;
  stop(): Promise<void>;
}

/** A type that no provisioner knows. */
export const unknownType = 'AWS::Logs::QueryDefinition';

/** The one emulator of the contract tests, with an administrator. `EMU_WITHOUT=<patch>` shows that a test needs the patch. */
export async function givenEmulator(): Promise<GivenEmulator> {
  const python = await preparePython({
    cacheDirectory: join(projectDirectory(__dirname), '.cache', 'python'),
    environment: process.env,
    progress: () => undefined,
  });
  const folder = await mkdtemp(join(tmpdir(), 'emulator-contract-'));
  const emulator = await startEmulator({
    python,
    logFile: join(folder, 'aws.log'),
    lifetime: 'parent',
    environment: { ...process.env, EMU_PLACEHOLDER_TYPES: unknownType },
  });
  const { endpoint } = emulator;
  const administrator = await createAdministrator(endpoint);
  return {
    endpoint,
    administrator,
    identities: createIdentities({ endpoint, administrator }),
    control: createEmulatorControl(endpoint),
    stop: async () => {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A policy of one statement. */
export function allow(action: string | string[], condition?: object, resource = '*') {
  const statement = { Effect: 'Allow', Action: action, Resource: resource };
  return {
    Version: '2012-10-17' as const,
    Statement: [condition ? { ...statement, Condition: condition } : statement],
  };
}
