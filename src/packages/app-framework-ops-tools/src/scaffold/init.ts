import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { botFiles } from './bot-files';

export interface InitRequest {
  /** Folder to make; its last part is the bot's name. */
  readonly folder: string;
  /** Of this tool, and of the packages that the bot needs. */
  readonly version: string;
}

/** Names of an App at GitHub, of a stack and of a package at once. */
const nameForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longestName = 34;

/** Writes a bot to begin with. */
export async function init({ folder, version }: InitRequest): Promise<CommandResult> {
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
  return {
    exitCode: exitCodes.ok,
    json: { folder, files: Object.keys(files) },
    text: `Wrote ${name} to ${folder}. Next:\n  cd ${folder} && npm install && npm test\nREADME.md says how it is deployed.`,
  };
}
