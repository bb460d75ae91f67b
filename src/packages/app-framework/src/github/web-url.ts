/**
 * Where people meet a GitHub whose REST API is at `apiUrl`: github.com for its API, the same host for an Enterprise Server, and the host
 * without `api.` where data residency puts one before it (https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency).
 */
export function webUrlOf(apiUrl: string): string {
  const { origin, hostname } = new URL(apiUrl);
  return /^api\.(github\.com|[\w-]+\.ghe\.com)$/.test(hostname) ? origin.replace('//api.', '//') : origin;
}
