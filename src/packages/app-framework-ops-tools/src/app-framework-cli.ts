import { fstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { askAtTerminal } from './command-line/ask';
import { settleEnvironment } from './command-line/environment';
import { terminal } from './command-line/output';
import { proxyFetch } from './deployments/proxies';
import { run } from './run';

/** The package that this file is delivered in. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

function takeOverInterrupt(notice: () => string): AbortSignal {
  const interruption = new AbortController();
  process.once('SIGINT', () => {
    terminal.stderr.write(`\n${notice()} Interrupt again to end at once.\n`);
    interruption.abort(new Error('The command was interrupted'));
  });
  return interruption.signal;
}

// Output that nobody reads any more ("| head") must not end an import halfway. What became of the result is asked of its write.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {});
}

settleEnvironment(process.env);
proxyFetch();
const ask = askAtTerminal();
void run({
  args: process.argv.slice(2),
  version: packageVersion(),
  streams: terminal,
  takeOverInterrupt,
  input: () => buffer(process.stdin),
  ...(fstatSync(0).isFile() && { inputIsFile: true }),
  ...(ask !== undefined && { ask }),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
