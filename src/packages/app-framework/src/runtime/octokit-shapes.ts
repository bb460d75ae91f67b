/** What is used of Octokit, of whatever version: its own types would tie those who use this to one. */

/** A request that lacks nothing but its authorization. */
export interface OctokitEndpoint {
  readonly url: string;
  readonly baseUrl?: string;
  readonly headers: Record<string, string | number | undefined>;
  readonly [parameter: string]: unknown;
}

/** Octokit's request function, as it hands it to its request hook. */
export interface OctokitRequest {
  (endpoint: OctokitEndpoint): Promise<OctokitResponse>;
  readonly endpoint: OctokitEndpoints;
}

export interface OctokitEndpoints {
  merge(route: unknown, parameters?: unknown): OctokitEndpoint;
  /** The request as it will be sent: parameters are in its URL, and the base URL is in front. */
  parse(endpoint: OctokitEndpoint): { readonly url: string };
  readonly DEFAULTS: { readonly baseUrl: string };
}

export interface OctokitResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** An instance; what else it can do is nobody's business here. */
export interface OctokitInstance {
  readonly constructor: (...args: never) => unknown;
  readonly request?: { readonly endpoint: Pick<OctokitEndpoints, 'DEFAULTS'> };
}

/** What Octokit's constructor takes, or a part of it. */
export type OctokitOptions = Readonly<Record<string, unknown>>;

/** What Octokit hands to an authentication strategy besides what stands in `auth`. */
export interface StrategyContext {
  /** Makes requests of the Octokit itself. */
  readonly request?: { readonly endpoint: Pick<OctokitEndpoints, 'DEFAULTS'> };
  readonly octokit?: OctokitInstance;
  readonly octokitOptions?: OctokitOptions;
}

/** Makes another Octokit of the same kind. */
export function siblingOf(octokit: OctokitInstance, options: OctokitOptions): unknown {
  return Reflect.construct(octokit.constructor, [options]);
}

/** Status of the answer that an Octokit request failed with; absent where none came. */
export function failedStatus(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}
