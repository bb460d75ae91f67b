import { Hono } from 'hono';
import { userRoutes } from '../accounts/user-routes';
import { alertRoutes } from '../alerts/alert-routes';
import { appRoutes } from '../apps/app-routes';
import { checkRoutes } from '../checks/check-routes';
import { commitCommentRoutes } from '../commit-comments/commit-comment-routes';
import { activityRoutes } from '../contents/activity-routes';
import { commitRoutes } from '../contents/commit-routes';
import { compareRoutes } from '../contents/compare-routes';
import { contentRoutes } from '../contents/content-routes';
import { gitObjectRoutes } from '../contents/git-object-routes';
import { deploymentRoutes } from '../deployments/deployment-routes';
import { environmentRoutes } from '../deployments/environment-routes';
import { scriptedFaults } from '../faults/scripted-faults';
import { installationLookupRoutes } from '../installations/installation-lookup-routes';
import { installationRoutes } from '../installations/installation-routes';
import { commentRoutes } from '../issues/comment-routes';
import { issueRoutes } from '../issues/issue-routes';
import { labelRoutes } from '../issues/label-routes';
import { loginRoutes } from '../login/login-routes';
import { installRoutes } from '../manifests/install-routes';
import { manifestRoutes } from '../manifests/manifest-routes';
import { collaboratorRoutes } from '../members/collaborator-routes';
import { memberRoutes } from '../members/member-routes';
import { applicationRoutes } from '../oauth/application-routes';
import { oauthRoutes } from '../oauth/oauth-routes';
import { mergeRoutes } from '../pulls/merge-routes';
import { pullRoutes } from '../pulls/pull-routes';
import { rateLimited } from '../rate-limits/rate-limited';
import { graphqlRoutes } from '../reactions/graphql-routes';
import { reactionRoutes } from '../reactions/reaction-routes';
import { dispatchRoutes } from '../repositories/dispatch-routes';
import { movedRepositories, pathByName, repositoryRoutes } from '../repositories/repository-routes';
import { reviewCommentRoutes } from '../reviews/review-comment-routes';
import { reviewRoutes } from '../reviews/review-routes';
import { threadRoutes } from '../threads/thread-routes';
import { tokenRoutes } from '../tokens/token-routes';
import { hookRoutes } from '../webhooks/hook-routes';
import type { World } from '../world/world';
import { answerHeaders } from './answer-headers';
import { type ApiEnvironment, pathWithoutPrefix } from './call';
import { entityTags } from './entity-tags';
import { answerError, notFound } from './github-error';
import { openRoutes } from './open-routes';
import { identifyAndRecord } from './recorded-call';
import { requireUserAgent } from './user-agent';

/** The part of GitHub's REST API that an App framework touches, at `/` and the same under `/api/v3`. */
export function createApi(world: World): Hono<ApiEnvironment> {
  const api = new Hono<ApiEnvironment>({
    getPath: (request) => pathByName(world, pathWithoutPrefix(new URL(request.url).pathname)),
  });
  api.use(identifyAndRecord(world));
  // What is served before the REST API's own headers, limits and tags fails as told, too.
  for (const path of ['/login/*', '/app-manifests/*']) api.use(path, scriptedFaults(world));
  api.route('/', loginRoutes(world));
  api.route('/', oauthRoutes(world));
  for (const routes of [manifestRoutes, installRoutes, threadRoutes]) api.route('/', routes(world));
  api.use(answerHeaders(world), scriptedFaults(world), requireUserAgent, rateLimited(world), entityTags);
  api.use('/repos/:owner/:repo/*', movedRepositories(world));
  api.route('/', appRoutes(world));
  api.route('/', hookRoutes(world));
  api.route('/', installationRoutes(world));
  api.route('/', installationLookupRoutes(world));
  api.route('/', tokenRoutes(world));
  api.route('/', repositoryRoutes(world));
  api.route('/', userRoutes(world));
  for (const routes of [
    issueRoutes,
    commentRoutes,
    labelRoutes,
    pullRoutes,
    mergeRoutes,
    dispatchRoutes,
    activityRoutes,
    contentRoutes,
    compareRoutes,
    commitRoutes,
    gitObjectRoutes,
    checkRoutes,
    deploymentRoutes,
    environmentRoutes,
    alertRoutes,
  ]) {
    api.route('/', routes(world));
  }
  for (const routes of [reactionRoutes, commitCommentRoutes, reviewRoutes, reviewCommentRoutes, graphqlRoutes]) {
    api.route('/', routes(world));
  }
  for (const routes of [collaboratorRoutes, memberRoutes, applicationRoutes]) api.route('/', routes(world));
  api.route('/', openRoutes(world));
  api.notFound((c) => answerError(notFound(), c));
  api.onError(answerError);
  return api;
}
