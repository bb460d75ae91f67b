import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from './error-code';

/** One process of a deployment that lives on after the command that started it. */
export interface RunningProcess {
  /** Leader of its own process group. */
  readonly pid: number;
  readonly url: string;
  readonly logFile: string;
  /** Removed when the process is stopped. */
  readonly temporaryDirectory?: string;
}

export interface RunningProcesses {
  readonly aws: RunningProcess;
  readonly gitHub: RunningProcess;
}

export interface LocalState {
  readonly directory: string;
  /** The environment of the deployment, absent when none was started. */
  readEnvironment(): Promise<Record<string, string> | undefined>;
  writeEnvironment(environment: Record<string, string>): Promise<void>;
  readProcesses(): Promise<RunningProcesses | undefined>;
  writeProcesses(processes: RunningProcesses): Promise<void>;
  /** Forgets both; logs stay. */
  forget(): Promise<void>;
}

/** The nearest folder upwards with a `.git`, or else the one given: where `.cache` is kept. */
export function projectDirectory(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return resolve(from);
  }
}

export function createLocalState(directory: string): LocalState {
  const environmentFile = join(directory, 'environment.json');
  const processesFile = join(directory, 'processes.json');
  return {
    directory,
    readEnvironment: async () => {
      const content = await readJson(environmentFile);
      return content && Object.fromEntries(Object.entries(content).map(([name, value]) => [name, String(value)]));
    },
    writeEnvironment: async (environment) => writeJson(environmentFile, environment),
    readProcesses: async () => {
      const content = await readJson(processesFile);
      const aws = asProcess(content?.aws);
      const gitHub = asProcess(content?.gitHub);
      return aws && gitHub && { aws, gitHub };
    },
    writeProcesses: async (processes) => writeJson(processesFile, processes),
    forget: async () => {
      await rm(environmentFile, { force: true });
      await rm(processesFile, { force: true });
    },
  };
}

/** Lines that a shell can evaluate: what could lead elsewhere is unset first. */
export function exportLines(environment: Record<string, string>): string {
  const unset = 'unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE';
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
  return [unset, ...lines].join('\n');
}

async function readJson(file: string): Promise<Record<string, unknown> | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  const content: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(content) ? content : undefined;
}

/** The files hold keys of the local deployment, worthless elsewhere, but still nobody else's business. */
async function writeJson(file: string, content: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
}

function asProcess(value: unknown): RunningProcess | undefined {
  if (!isRecord(value)) return undefined;
  const { pid, url, logFile, temporaryDirectory } = value;
  if (typeof pid !== 'number' || typeof url !== 'string' || typeof logFile !== 'string') return undefined;
  return { pid, url, logFile, ...(typeof temporaryDirectory === 'string' ? { temporaryDirectory } : {}) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
