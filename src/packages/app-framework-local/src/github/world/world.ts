import { createAccounts } from '../accounts/accounts';
import { createAlerts } from '../alerts/alerts';
import { createApps } from '../apps/apps';
import { createChecks } from '../checks/checks';
import { createCommitComments } from '../commit-comments/commit-comments';
import { createGit } from '../contents/git';
import { createDeployments } from '../deployments/deployments';
import { createAnnounce } from '../events/announce';
import { createFaults } from '../faults/faults';
import { createInstallations } from '../installations/installations';
import { createIssues } from '../issues/issues';
import { createLabels } from '../issues/labels';
import { createSessions } from '../login/sessions';
import { createRegistrations } from '../manifests/registrations';
import { createCollaborators } from '../members/collaborators';
import { createMemberships } from '../members/memberships';
import { createCodes } from '../oauth/codes';
import { createDeviceCodes } from '../oauth/device-codes';
import { newOAuthServer } from '../oauth/oauth-settings';
import { createTokenRequests } from '../oauth/token-requests';
import { createUserTokens } from '../oauth/user-tokens';
import { createRateLimits } from '../rate-limits/rate-limits';
import { createWriteLimits } from '../rate-limits/write-limits';
import { createReactions } from '../reactions/reactions';
import { createRepositories } from '../repositories/repositories';
import { createReviews } from '../reviews/reviews';
import { createIdentify } from '../server/identity';
import { createRequestLog } from '../server/request-log';
import { createSecrets } from '../tokens/secrets';
import { createTokenWriter } from '../tokens/token-text';
import { createTokens } from '../tokens/tokens';
import { createWebhooks } from '../webhooks/webhooks';
import { createClock } from './clock';

export type World = ReturnType<typeof createWorld>;

/** Everything a local GitHub knows, empty at first. A reset makes another. */
export function createWorld({ machineTime }: { machineTime: () => number }) {
  const clock = createClock(machineTime);
  const apps = createApps({ clock });
  const repositories = createRepositories({ clock });
  const tokens = createTokens({ clock });
  const installations = createInstallations({ clock, repositories });
  const webhooks = createWebhooks({ clock });
  const accounts = createAccounts();
  const secrets = createSecrets();
  const userTokens = createUserTokens({ clock, secrets });
  const memberships = createMemberships();
  return {
    clock,
    apps,
    repositories,
    tokens,
    accounts,
    installations,
    tokenWriter: createTokenWriter(),
    rateLimits: createRateLimits({ clock }),
    writeLimits: createWriteLimits({ clock }),
    faults: createFaults(),
    registrations: createRegistrations({ clock, secrets }),
    requests: createRequestLog(),
    secrets,
    alerts: createAlerts({ clock }),
    checks: createChecks({ clock }),
    commitComments: createCommitComments({ clock }),
    deployments: createDeployments({ clock }),
    git: createGit({ clock }),
    issues: createIssues({ clock }),
    memberships,
    userTokens,
    sessions: createSessions({ accounts }),
    codes: createCodes({ clock, secrets }),
    deviceCodes: createDeviceCodes({ clock, secrets }),
    oauthServer: newOAuthServer(),
    tokenRequests: createTokenRequests({ clock }),
    collaborators: createCollaborators({ memberships }),
    reactions: createReactions({ clock }),
    reviews: createReviews({ clock }),
    labels: createLabels(),
    webhooks,
    announce: createAnnounce({ installations, outbox: webhooks.outbox }),
    identify: createIdentify({ apps, tokens, installations, userTokens, clock }),
  };
}
