import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { region, target } from './deployment';
import { type Identity, roleSession } from './identities';
import { record } from './record';

/** What a principal signs with. */
type Credentials = Omit<Identity, 'arn'>;

/** How a run of the operations tool ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document that `--json` prints. */
  json(): unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'acceptance-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the tool as its own process under the operator role, or as somebody else. It has no terminal to ask at. */
export function operationsTool(args: readonly string[], as?: Credentials): Promise<Ended> {
  return operationsToolOn({ args, ...(as && { as }) });
}

/** A run of the tool with something in its standard input: text through a pipe, or a file as the shell opens it for `< file`. */
export interface ToolOnInput {
  readonly args: readonly string[];
  readonly as?: Credentials;
  readonly input?: string | { readonly file: string };
  /** Sees what the tool says while it runs. */
  readonly onError?: (text: string) => Promise<void>;
}

export async function operationsToolOn({ args, as, input, onError }: ToolOnInput): Promise<Ended> {
  const identity = as ?? (await roleSession('OperatorRole'));
  const stdin = typeof input === 'string' ? 'pipe' : input === undefined ? 'ignore' : openSync(input.file, 'r');
  const child = spawn(process.execPath, [target.cli, ...args], {
    env: environmentFor(identity),
    stdio: [stdin, 'pipe', 'pipe'],
  });
  if (typeof stdin === 'number') closeSync(stdin);
  if (typeof input === 'string') child.stdin?.end(input);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    void onError?.(chunk.toString());
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  const ended = { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  // Who asks to see a token sees it; nothing else may show one.
  const isAskedFor = args.includes('--show-token') || args[0] === 'git-credential';
  if (!isAskedFor) record({ kind: 'output', text: ended.stdout });
  record({ kind: 'output', text: ended.stderr });
  return {
    exitCode,
    ...ended,
    json: () => {
      const document: unknown = JSON.parse(ended.stdout);
      return document;
    },
  };
}

/** An expectation that shows what the tool said where it ended otherwise. */
export function expectExit(ended: Ended, exitCode: number): void {
  expect({
    exitCode: ended.exitCode,
    ...(ended.exitCode !== exitCode && { said: ended.stdout + ended.stderr }),
  }).toEqual({
    exitCode,
  });
}

/** The environment of a process that is to act as this principal and knows nothing else of the caller's own. */
export function environmentFor({ accessKeyId, secretAccessKey, sessionToken }: Credentials): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_(PROFILE|ACCESS|SECRET|SESSION)|NODE_OPTIONS)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    NODE_NO_WARNINGS: '1',
    // Seven minutes otherwise, after each rotation; the tests of the wait itself say how long.
    APP_FRAMEWORK_RETIREMENT_WAIT: '0',
    // Five minutes otherwise: a receiver reads anew at the first signature that fits nothing, at most once in ten seconds.
    APP_FRAMEWORK_SECRET_WAIT: '12',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** A file that only its owner can read, as the browser saves a private key. Gone after the test file. */
export function givenPemFile(text: string): string {
  files += 1;
  const path = join(folder, `private-key-${files}.pem`);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
