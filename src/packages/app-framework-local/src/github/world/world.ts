import { createAccounts } from '../accounts/accounts';
import { createApps } from '../apps/apps';
import { createChecks } from '../checks/checks';
import { createCommitComments } from '../commit-comments/commit-comments';
import { createGit } from '../contents/git';
import { createAnnounce } from '../events/announce';
import { createFaults } from '../faults/faults';
import { createInstallations } from '../installations/installations';
import { createIssues } from '../issues/issues';
import { createLabels } from '../issues/labels';
import { createCollaborators } from '../members/collaborators';
import { createMemberships } from '../members/memberships';
import { createRateLimits } from '../rate-limits/rate-limits';
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
  const memberships = createMemberships();
  return {
    clock,
    apps,
    repositories,
    tokens,
    accounts: createAccounts(),
    installations,
    tokenWriter: createTokenWriter(),
    rateLimits: createRateLimits({ clock }),
    faults: createFaults(),
    requests: createRequestLog(),
    secrets: createSecrets(),
    checks: createChecks({ clock }),
    commitComments: createCommitComments({ clock }),
    git: createGit({ clock }),
    issues: createIssues({ clock }),
    memberships,
    collaborators: createCollaborators({ memberships }),
    reactions: createReactions({ clock }),
    reviews: createReviews({ clock }),
    labels: createLabels(),
    webhooks,
    announce: createAnnounce({ installations, outbox: webhooks.outbox }),
    identify: createIdentify({ apps, tokens, installations, clock }),
  };
}
