import { createAppFrameworkAuth } from '@aws/app-framework-for-github-apps-on-aws/runtime';
import { Octokit } from '@octokit/core';

/** Which installation to act for. */
export interface ReadRepositoriesEvent {
  readonly appId: number;
  readonly owner: string;
}

// Once a process: what it keeps of tokens is shared by all that it answers.
const authStrategy = createAppFrameworkAuth();

/** Acts as an installation, as a GitHub App's own code does: what it needs to know of the deployment stands in its environment. */
export async function handler({ appId, owner }: ReadRepositoriesEvent): Promise<{ readonly repositories: string[] }> {
  const baseUrl = process.env.GITHUB_API_URL ?? 'https://api.github.com';
  const octokit = new Octokit({ authStrategy, auth: { appId, owner }, baseUrl });
  const { data } = await octokit.request('GET /installation/repositories');
  return { repositories: data.repositories.map(({ full_name }) => full_name) };
}
