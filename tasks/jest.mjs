// `npm run unit -- path/to/file.test.ts`: one project of jest.config.cjs, all its files or those named.
import { runJest } from './processes.mjs';

const [project, ...rest] = process.argv.slice(2);
// jest takes every word after --selectProjects as a project, so it stands last.
process.exitCode = await runJest([...rest, '--selectProjects', project]);
