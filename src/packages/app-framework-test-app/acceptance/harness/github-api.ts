/** GitHub's answer to a request with a token: status, headers and JSON body. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks GitHub's REST API as the bearer of a token, as a user of the product would. */
export async function askGitHub(url: string, path: string, token: string): Promise<GitHubAnswer> {
  const response = await fetch(`${url}${path}`, {
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'app-framework-acceptance',
    },
  });
  return { status: response.status, body: await response.json() };
}
