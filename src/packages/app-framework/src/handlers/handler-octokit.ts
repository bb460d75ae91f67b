import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';

/** In a function, so that bundlers leave all of it out for those who only get tokens by the door. */
const withMethods = () => Octokit.plugin(restEndpointMethods, paginateRest);

type WithMethods = ReturnType<typeof withMethods>;

/** Octokit with `rest` and `paginate`. */
export type HandlerOctokit = InstanceType<WithMethods>;

export type HandlerOctokitOptions = NonNullable<ConstructorParameters<WithMethods>[0]>;

let madeOnce: WithMethods | undefined;

export function createHandlerOctokit(options: HandlerOctokitOptions): HandlerOctokit {
  madeOnce ??= withMethods();
  return new madeOnce(options);
}
