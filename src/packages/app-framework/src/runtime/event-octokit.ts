import {
  failedStatus,
  type OctokitEndpoint,
  type OctokitInstance,
  type OctokitRequest,
  type StrategyContext,
  siblingOf,
} from './octokit-shapes';

/** Probot asks for the Octokit of a webhook event by this. */
export interface EventOctokitRequest {
  readonly type: 'event-octokit';
  readonly event: {
    readonly name: string;
    readonly payload: { readonly action?: string; readonly installation?: { readonly id: number } };
  };
}

interface EventOctokitMaking {
  readonly context: StrategyContext;
  readonly authenticated: (octokit: OctokitInstance, installationId: number) => unknown;
}

/** An Octokit that acts for the installation of an event, or one that says why it cannot. */
export function eventOctokit({ event }: EventOctokitRequest, { context, authenticated }: EventOctokitMaking): unknown {
  const { octokit, octokitOptions } = context;
  if (!octokit) throw new Error('event-octokit is answered only by the auth function of an Octokit.');
  const { action, installation } = event.payload;
  const isOver = event.name === 'installation' && (action === 'deleted' || action === 'suspend');
  if (installation && !isOver) return authenticated(octokit, installation.id);
  const name = action ? `${event.name}.${action}` : event.name;
  const reason = installation
    ? `the event ${name} ended the access of installation ${installation.id}`
    : `the event ${name} belongs to no installation`;
  return siblingOf(octokit, { ...octokitOptions, authStrategy: unauthenticated, auth: { reason } });
}

/** Makes requests without a token; what GitHub refuses for want of one says why there is none. */
function unauthenticated({ reason }: { readonly reason: string }) {
  const auth = async () => ({ type: 'unauthenticated', reason }) as const;
  async function hook(request: OctokitRequest, route: unknown, parameters?: unknown) {
    const endpoint: OctokitEndpoint = request.endpoint.merge(route, parameters);
    try {
      return await request(endpoint);
    } catch (error) {
      const status = failedStatus(error);
      if (error instanceof Error && (status === 401 || status === 403 || status === 404)) {
        error.message += `. The request was made without a token, because ${reason}.`;
      }
      throw error;
    }
  }
  return Object.assign(auth, { hook });
}
