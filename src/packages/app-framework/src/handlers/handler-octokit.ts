import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';

const WithMethods = Octokit.plugin(restEndpointMethods, paginateRest);

/** Octokit with `rest` and `paginate`. */
export type HandlerOctokit = InstanceType<typeof WithMethods>;

export type HandlerOctokitOptions = NonNullable<ConstructorParameters<typeof WithMethods>[0]>;

export function createHandlerOctokit(options: HandlerOctokitOptions): HandlerOctokit {
  return new WithMethods(options);
}
