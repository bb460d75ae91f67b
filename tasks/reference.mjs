// `npm run reference`: pages about everything that the main package exports, from its doc comments, in `.cache/reference`. What is exported
// and says nothing of itself is a fault.
import { join } from 'node:path';
import { capture, root } from './processes.mjs';

/** By what people import: constructs, handlers, and what works wherever tokens are needed. */
const doors = ['index', 'handlers', 'runtime'];

const options = {
  // tsc has checked the types.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeInternal: true,
  readme: 'none',
  name: 'App Framework for GitHub Apps on AWS',
  hideGenerator: true,
  // Without it, pages change with every commit.
  disableGit: true,
  disableSources: true,
  validation: { notDocumented: true, invalidLink: true, notExported: false },
  requiredToBeDocumented: ['Class', 'Interface', 'Function', 'TypeAlias', 'Variable', 'Enum', 'Method'],
  treatValidationWarningsAsErrors: true,
  // Made of functions of one kind, which are documented; or what other packages prescribe.
  intentionallyNotDocumented: [
    'index.CredentialManager.grantRefreshCachedData',
    'index.CredentialManager.grantRevokeInstallationTokens',
    'index.CredentialManager.grantGetInstallationRecord',
    'index.CredentialManager.grantGetInstallations',
    'runtime.AuthRequest.__type.factory',
    'runtime.createAppFrameworkAuth.__type.__type.hook',
  ],
};

/** @throws {Error} that names what has no comment */
export async function writeReference() {
  const folder = join(root, 'src/packages/app-framework');
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.flatMap((each) => [`--${name}`, each]);
    if (typeof value === 'object') return Object.entries(value).flatMap(([part, on]) => [`--${name}.${part}`, `${on}`]);
    return [`--${name}`, `${value}`];
  });
  const { code, output } = await capture(
    process.execPath,
    [
      join(root, 'node_modules/typedoc/bin/typedoc'),
      ...['--tsconfig', 'tsconfig.build.json', '--out', join(root, '.cache/reference'), ...given],
      ...doors.map((door) => `src/${door}.ts`),
    ],
    { cwd: folder },
  );
  if (code !== 0) throw new Error(output);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await writeReference();
    console.log(join(root, '.cache/reference/index.html'));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
