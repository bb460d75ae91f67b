import { field } from '../lambda/parsed-json';
import { type CommonOptions, checkedTrigger, commonFilters, given, type Trigger } from './trigger';

/** What of that which is dispatched to repositories starts a workflow. */
export interface RepositoryDispatchOptions
  extends Pick<CommonOptions, 'repositories' | 'authors' | 'ignoreBots' | 'ignoreOwn'> {
  /**
   * Its `event_type`, to the letter.
   * @default all
   */
  readonly types?: readonly string[];
}

/**
 * Starts a workflow for what somebody who may write to a repository dispatches to it by the API, such as another system; its check is on the head of
 * the default branch, as it is when the job begins. What is given along stands in `clientPayload` of the input, up to 4,096 bytes.
 * @throws Error for what nothing could match
 */
export function repositoryDispatch({ types, ...whose }: RepositoryDispatchOptions = {}): Trigger {
  return checkedTrigger({
    event: 'repository_dispatch',
    ...given({ actions: types }),
    ...commonFilters(whose),
    // Who dispatches may write to the repository itself.
    forks: 'run',
  });
}

const mostOfClientPayload = 4_096;

/** What was given along, where it is small enough for the input of an execution: it lies with the payload of the event anyway. */
export function clientPayloadOf(payload: unknown): object | undefined {
  const clientPayload = field(payload, 'client_payload');
  if (typeof clientPayload !== 'object' || clientPayload === null) return undefined;
  return Buffer.byteLength(JSON.stringify(clientPayload)) <= mostOfClientPayload ? clientPayload : undefined;
}
