import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** CPython versions that the lock file has wheels for. */
export const oldestPython = [3, 10] as const;
export const newestPython = [3, 14] as const;

export interface PythonInterpreter {
  readonly executable: string;
  /** Such as `3.12`. */
  readonly version: string;
}

const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

// Debian and Ubuntu leave `ensurepip` out of Python and put it into a package of its own.
const question = `
import importlib.util, json, sys
has = lambda name: importlib.util.find_spec(name) is not None
print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], sys.implementation.name, has("venv") and has("ensurepip")]))
`;

/**
 * The first CPython 3.10 to 3.14 on the PATH that can make virtual environments; `APP_FRAMEWORK_LOCAL_PYTHON` names another.
 * Fails with one sentence that says what to install.
 */
export async function findPython(environment: NodeJS.ProcessEnv): Promise<PythonInterpreter> {
  const asked = environment.APP_FRAMEWORK_LOCAL_PYTHON;
  const seen: string[] = [];
  let withoutVenv: PythonInterpreter | undefined;
  for (const name of asked ? [asked] : names) {
    const found = await interview(name, environment);
    if (!found) continue;
    seen.push(`${found.executable} (${found.implementation} ${found.version})`);
    if (!found.supported) continue;
    if (found.canMakeEnvironments) return { executable: found.executable, version: found.version };
    withoutVenv ??= found;
  }
  if (withoutVenv) throw new Error(sentenceAboutVenv(withoutVenv));
  throw new Error(
    `The local AWS needs Python 3.10 to 3.14, which ${asked ? `${asked} is not` : 'is not on the PATH'}: install it (Debian and Ubuntu: ` +
      '`sudo apt-get install --yes python3 python3-venv`; macOS: `brew install python@3.13`) and start again.' +
      (seen.length > 0 ? ` Found only ${seen.join(', ')}.` : ''),
  );
}

export function sentenceAboutVenv({ executable, version }: PythonInterpreter): string {
  return (
    `Python ${version} at ${executable} cannot make virtual environments: install that part with ` +
    `\`sudo apt-get install --yes python${version}-venv\` and start again.`
  );
}

interface Interview extends PythonInterpreter {
  readonly implementation: string;
  readonly supported: boolean;
  readonly canMakeEnvironments: boolean;
}

async function interview(name: string, environment: NodeJS.ProcessEnv): Promise<Interview | undefined> {
  const answer = await run(name, ['-I', '-c', question], { env: environment, timeout: 20_000 }).catch(() => undefined);
  if (!answer) return undefined;
  const parsed: unknown = JSON.parse(answer.stdout);
  if (!Array.isArray(parsed)) return undefined;
  const [executable, major, minor, implementation, canMakeEnvironments] = parsed.map(String);
  if (!executable || !implementation) return undefined;
  const supported =
    implementation === 'cpython' &&
    Number(major) === oldestPython[0] &&
    Number(minor) >= oldestPython[1] &&
    Number(minor) <= newestPython[1];
  const version = `${major}.${minor}`;
  return { executable, version, implementation, supported, canMakeEnvironments: canMakeEnvironments === 'true' };
}
