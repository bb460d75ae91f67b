import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { failureOf } from './failed-command';

const run = promisify(execFile);

/** Runs a Python program and answers what it printed; a failure says what was tried and what came back. */
export async function runPython(
  what: string,
  python: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const options = { env: environment, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await run(python, args, options).catch((error: unknown) => {
    throw new Error(`Could not ${what} (${python} ${args.slice(0, 4).join(' ')} …): ${failureOf(error)}`, {
      cause: error,
    });
  });
  return stdout;
}

/**
 * The environment without what changes a Python or a pip: `PIP_TARGET` or `PYTHONHOME` would put packages, or look for
 * them, where nobody else does, and pip's own files can say the same.
 */
export function withoutPythonSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(PIP_|PYTHON|__PYVENV_LAUNCHER__$|VIRTUAL_ENV)/.test(name),
  );
  return { ...Object.fromEntries(kept), PIP_CONFIG_FILE: '/dev/null', PYTHONDONTWRITEBYTECODE: '1' };
}
