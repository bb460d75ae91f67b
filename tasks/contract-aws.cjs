// One local AWS for the contract tests of a run, in a process of its own, since the packages know nothing of it but its command line. Each
// test makes what it needs under names of its own. jest takes this as the globalSetup of the project.
const { spawn } = require('node:child_process');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const useTemporaryFolder = require('./temporary-folder.cjs');

const root = join(__dirname, '..');
const localAws = join(root, 'src/packages/app-framework-local/lib/cli.js');

module.exports = async function startAws() {
  useTemporaryFolder();
  const state = join(tmpdir(), 'contract-aws');
  const server = spawn(process.execPath, [localAws, '--state', state, 'aws'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => server.kill('SIGTERM'));
  process.env.CONTRACT_AWS = await endpointOf(server);
  // Neither it nor what it says keeps jest from ending.
  server.unref();
  server.stderr.unref();
};

/** Where the local AWS says that it listens. */
function endpointOf({ stderr }) {
  let said = '';
  return new Promise((resolve, reject) => {
    stderr.on('data', (piece) => {
      said += String(piece);
      const url = /on (http:[^,\s]+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
    stderr.on('end', () => reject(new Error(`The local AWS ended before it listened: ${said}`)));
  });
}
