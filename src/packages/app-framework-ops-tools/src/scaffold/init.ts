import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { botFiles } from './bot-files';
import { installPackages } from './install-packages';

export interface InitRequest {
  /** Folder to make; its last part is the bot's name. */
  readonly folder: string;
  /** Of this tool, and of the packages that the bot needs. */
  readonly version: string;
  readonly packages: 'install' | 'leave out';
}

/** Names of an App at GitHub, of a stack and of a package at once. */
const nameForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longestName = 34;

/** Writes a bot to begin with, and has npm bring what it needs. */
export async function init({ folder, version, packages }: InitRequest): Promise<CommandResult> {
  const name = basename(folder);
  if (!nameForm.test(name) || name.length > longestName) {
    throw new CommandError(
      'usage',
      `"${name}" cannot be the name of a bot. Take small letters, digits and single dashes, at most ${longestName}, such as my-bot.`,
    );
  }
  if (existsSync(folder)) {
    throw new CommandError('refused', `${folder} is there already, and nothing was written. Name another folder.`);
  }
  const files = botFiles({ name, version });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (packages === 'install') await installPackages(folder);
  const next = `cd ${folder} && ${packages === 'install' ? '' : 'npm install && '}npm run deploy`;
  return {
    exitCode: exitCodes.ok,
    json: { folder, files: Object.keys(files), packages: packages === 'install' ? 'installed' : 'left out' },
    text: `Wrote ${name} to ${folder}. Next:\n  ${next}\nREADME.md says where to: to this machine, or to an account. npm test tries it.`,
  };
}
