/** One request, without anything secret: no headers, no bodies, and no credentials that somebody put in a URL. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly appId?: number;
  readonly installationId?: number;
  /** Of the person whose token it was. */
  readonly userId?: number;
  /** Absent while there is no answer: for ever, after a silence. */
  readonly status?: number;
  /** ISO 8601, by the local GitHub's clock. */
  readonly at: string;
}

export type NewRequest = Omit<RecordedRequest, 'status'>;

export type RequestLog = ReturnType<typeof createRequestLog>;

/** Like any credential GitHub hands out or takes: tokens by their prefix, JWTs by their first letters. */
const credential = /gh[a-z]_[\w.-]+|github_pat_\w+|eyJ[\w-]+\.[\w.-]+/g;

export function createRequestLog() {
  const requests: RecordedRequest[] = [];
  return {
    /** Notes a request when it comes in; the returned function notes how it was answered. */
    begin(request: NewRequest): (status: number) => void {
      const clean = { ...request, path: mask(request.path), query: maskValues(request.query) };
      const place = requests.push(clean) - 1;
      return (status) => {
        requests[place] = { ...clean, status };
      };
    },
    /** What came in from this position on; `next` is the position to ask from the next time. */
    since: (position: number) => ({ next: requests.length, requests: requests.slice(position) }),
  };
}

function mask(text: string): string {
  return text.replace(credential, '[credential]');
}

function maskValues(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, mask(value)]));
}
