/** GitHub's answer to a request with a token: status, headers and JSON body. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What a request that does not only read sends. */
export interface GitHubWrite {
  readonly method: string;
  readonly body: object;
}

/** Asks GitHub's REST API as the bearer of a token, as a user of the product would. */
export async function askGitHub(url: string, path: string, token: string, write?: GitHubWrite): Promise<GitHubAnswer> {
  const response = await fetch(`${url}${path}`, {
    ...(write && { method: write.method, body: JSON.stringify(write.body) }),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'app-framework-acceptance',
    },
  });
  return { status: response.status, body: await response.json() };
}
