import { createHash } from 'node:crypto';
import { withMark } from '../as-user/marked-text';
import type { UserToken, UserTokenSource } from '../as-user/user-token-source';
import type { GitHub } from '../github/github';
import type { GitHubOutcome } from '../github/outcome';
import type { KeptJob } from '../jobs/job-row';
import { logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { createRepositoryTokens, type RepositoryTokens } from '../progress/repository-token';
import type { AskContext, ContextQuestion } from '../repository-context/ask';
import { deliveryKey } from '../webhooks/delivery';
import type { StepCall } from './step-call';
import { StepFailure } from './step-failure';
import type { StepPermissions } from './step-options';

export interface StepAskCollaborators {
  readonly github: Pick<GitHub, 'request'>;
  /** URL of `GetInstallationToken`; absent in the function that acts as people. */
  readonly tokenEndpoint: string | undefined;
  /** Absent in functions that act as the App. */
  readonly userToken: UserTokenSource | undefined;
  /** Base URLs of GitHub's REST API by their hosts. */
  readonly gitHubApiUrls: Readonly<Record<string, string>>;
}

export interface StepAsked {
  readonly job: KeptJob;
  readonly call: StepCall;
  readonly permissions: StepPermissions;
  readonly remainingMilliseconds: () => number;
  /** @throws what ends the step, where its job may write no more */
  readonly beforeWrite: () => Promise<void>;
}

interface Holder {
  /** @throws StepFailure */
  token(): Promise<string>;
  refused(): void;
}

/** Asks about the repository of a job: as the App with a token that reaches no other and may do no more, or as the person who started it. */
export function createStepAsk({ github, tokenEndpoint, userToken, gitHubApiUrls }: StepAskCollaborators) {
  const tokensOf = new Map<string, RepositoryTokens>();

  return function askFor(asked: StepAsked): AskContext {
    const { job, call, remainingMilliseconds, beforeWrite } = asked;
    const baseUrl = gitHubApiUrls[job.host];
    if (baseUrl === undefined)
      throw new StepFailure(
        'StepRefused',
        `Nothing says where the API of ${job.host} is: name it in the apps of WebhookIngestion.`,
      );
    const isPerson = call.as === 'starter';
    const holder = isPerson ? starter(asked) : app(asked);
    const [owner = '', repo = ''] = job.repository.split('/');

    const askNamed = async ({ parameters, ...question }: ContextQuestion): Promise<GitHubOutcome> => {
      const isWrite = !question.route.startsWith('GET ');
      const attempt = async () => {
        const token = await holder.token();
        const whole = { owner, repo, ...parameters };
        const outcome = await github.request({
          ...question,
          baseUrl,
          token,
          parameters: isPerson && isWrite ? withMark(whole) : whole,
          ...(!isPerson && { spends: { appId: job.appId, installationId: job.installationId } }),
          remainingMilliseconds,
          ...(isWrite && { beforeTry: beforeWrite }),
        });
        if (isPerson && isWrite) audit(asked, { action: question.route, outcome, token });
        return outcome;
      };
      const outcome = await attempt();
      if (outcome.kind !== 'unauthorized') return outcome;
      holder.refused();
      return attempt();
    };
    let isChecked = !isPerson;
    return async function ask(question): Promise<GitHubOutcome> {
      if (!isChecked) {
        const found = await askNamed({ route: 'GET /repos/{owner}/{repo}' });
        if (found.kind !== 'answered') return found;
        refuseAnother(found.data, job);
        isChecked = true;
      }
      return askNamed(question);
    };
  };

  function app({ job, permissions, remainingMilliseconds }: StepAsked): Holder {
    const key = JSON.stringify(permissions);
    const endpoint = tokenEndpoint ?? '';
    const tokens = tokensOf.get(key) ?? createRepositoryTokens({ endpoint, permissions });
    tokensOf.set(key, tokens);
    return {
      async token() {
        const given = await tokens.tokenFor(job, remainingMilliseconds).catch((cause: unknown) => {
          throw new StepFailure('GitHubUnavailable', cause instanceof Error ? cause.message : String(cause), cause);
        });
        if (given.kind === 'token') return given.token;
        throw new StepFailure('GitHubRefused', given.message);
      },
      refused: () => tokens.forget(job),
    };
  }

  function starter({ job, call, remainingMilliseconds }: StepAsked): Holder {
    const { host, appId, userId, startedBy: login } = job;
    let last: UserToken | undefined;
    let refusedVersion: string | undefined;
    // Who ran it again asked for nothing that the first one did, and the other way round.
    if (userId === undefined || userId !== call.senderId)
      throw new StepFailure(
        'StepRefused',
        `Job ${job.jobId} was started by ${login ?? 'nobody'}, whose event it is not: a step acts as the person whose event started its job.`,
      );
    return {
      async token() {
        const answer = await asked({
          host,
          appId,
          userId,
          deliveryKey: deliveryKey(job),
          ...(login !== undefined && { login }),
          ...(refusedVersion !== undefined && { version: refusedVersion }),
        });
        if ('signInUrl' in answer)
          throw new StepFailure(
            'SignInNeeded',
            `${login ?? userId} must sign in before a step acts as them: ${answer.signInUrl}`,
          );
        last = answer;
        return answer.token;
      },
      refused: () => {
        refusedVersion = last?.version;
      },
    };

    async function asked(request: Parameters<UserTokenSource>[0]): ReturnType<UserTokenSource> {
      if (!userToken) throw new StepFailure('StepRefused', 'This function acts as no person: deploy the stack again.');
      try {
        return await userToken(request, remainingMilliseconds);
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new StepFailure(/answered 4\d\d/.test(message) ? 'StepRefused' : 'GitHubUnavailable', message, cause);
      }
    }
  }
}

/** A person's token reaches all that they do: the name may be another repository's by now. @throws StepFailure */
function refuseAnother(repository: unknown, { repository: name, repositoryId }: KeptJob): void {
  const id = field(repository, 'id');
  if (id === repositoryId) return;
  throw new StepFailure(
    'NotFound',
    `${name} is another repository by now (${String(id)}) than the one of the job (${repositoryId}): nothing is done there.`,
  );
}

interface Acted {
  readonly action: string;
  readonly outcome: GitHubOutcome;
  readonly token: string;
}

function audit({ job, call }: StepAsked, { action, outcome, token }: Acted): void {
  const { userId, startedBy: login, host, appId, repository, jobId } = job;
  logRecord('acted as a person', {
    userId,
    login,
    host,
    appId,
    repository,
    job: jobId,
    step: call.state,
    action,
    status: outcome.status ?? 'no answer',
    hashedToken: createHash('sha256').update(token).digest('base64'),
  });
}
