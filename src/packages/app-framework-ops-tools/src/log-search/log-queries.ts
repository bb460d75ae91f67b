/** What is asked of logs, as text of CloudWatch Logs Insights
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html). */
export const logQueries = {
  /** All that any function wrote about a delivery. */
  delivery: (deliveryId: string) => lines(escaped(deliveryId)),
  /** What callers were refused, and what AWS refused to functions. */
  denied: () => lines('"event":"request refused"|AccessDenied'),
  /** What failed. */
  errors: () => lines('"level":"ERROR"'),
  /** Tokens that were handed out for an account, and those of its Apps, which make tokens for it. */
  tokens: ({ nodeId, appIds }: { readonly nodeId: string; readonly appIds: readonly number[] }) =>
    lines(`"event":"token vended".*("nodeId":"${escaped(nodeId)}"|"appId":(${appIds.join('|')}),"expirationTime")`),
  /** Tokens of Apps and installations that were handed out. */
  handedOut: () => lines('"event":"token vended"'),
  /** Tokens of people that were handed out through these Apps. */
  userTokens: (appIds: readonly number[]) =>
    lines(`"event":"user token vended".*"appId":(${appIds.join('|')}),"userId"`),
};

/** Longest answer of a query. */
export const mostRows = 10_000;

function lines(pattern: string): string {
  return `fields @timestamp, @log, @message | filter @message like /${pattern}/ | sort @timestamp asc | limit ${mostRows}`;
}

/** What stands between the slashes means itself. */
function escaped(text: string): string {
  return text.replace(/[^\w-]/g, '\\$&');
}
