// `npm run unit -- path/to/file.test.ts`: one project of jest.config.cjs, all its files or those named.
import { runNode } from './processes.mjs';

const [project, ...rest] = process.argv.slice(2);
process.exitCode = await runNode('node_modules/jest/bin/jest.js', ['--selectProjects', project, ...rest]);
