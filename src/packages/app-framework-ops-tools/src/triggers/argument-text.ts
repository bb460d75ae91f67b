import { readFile } from 'node:fs/promises';
import type { TriggerFilters } from '@aws/app-framework-for-github-apps-on-aws-client';
import { CommandError } from '../command-line/failures';

/** What an argument says, or the file that it names after an @. */
export async function textOf(argument: string): Promise<string> {
  if (!argument.startsWith('@')) return argument;
  try {
    return await readFile(argument.slice(1), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError('usage', `${argument.slice(1)} cannot be read: ${reason}. Nothing was asked.`);
  }
}

/** Filters as JSON; the deployment says what is wrong with them. */
export async function filtersOf(argument: string): Promise<TriggerFilters> {
  try {
    return JSON.parse(await textOf(argument));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('usage', '--filters must be JSON, such as {"event":"push"}, or @FILE with JSON in it.');
  }
}
