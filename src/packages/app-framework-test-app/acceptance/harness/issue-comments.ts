import { clientAs } from './framework-client';
import { askGitHub } from './github-api';
import type { ImportedApp } from './given-app';
import { listAt, textAt } from './json';

interface Place {
  readonly repository: string;
  readonly installationId: number;
}

/** How many comments each of these issues has, of its first hundred. */
export async function commentCounts(app: ImportedApp, place: Place, numbers: readonly number[]): Promise<number[]> {
  return (await commentsOf(app, place, numbers)).map((comments) => comments.length);
}

/** Whose comments an issue has. */
export async function commentators(app: ImportedApp, place: Place, number: number): Promise<string[]> {
  return (await commentsOf(app, place, [number])).flat().map((comment) => textAt(comment, 'user', 'login'));
}

async function commentsOf(
  { appId, gitHubApiUrl }: ImportedApp,
  { repository, installationId }: Place,
  numbers: readonly number[],
): Promise<(readonly unknown[])[]> {
  const tokens = await clientAs('InstallationTokenCallerRole');
  const { installationToken = '' } = await tokens.getInstallationToken({ appId, installationId });
  return Promise.all(
    numbers.map(async (number) => {
      const path = `/repos/${repository}/issues/${number}/comments?per_page=100`;
      return listAt((await askGitHub(gitHubApiUrl, path, installationToken)).body);
    }),
  );
}
