import type { WebhookContext } from '../handlers/webhook-handler';
import { field } from '../lambda/parsed-json';
import type { RightsQuestion } from '../rights/rights';
import type { CommandPlace } from './command';
import type { CommandComment, commentEvents } from './comment-event';
import { sayForWhom } from './for-whom';

export type CommentContext = WebhookContext<(typeof commentEvents)[number]>;

/** Where a command was said, before anybody was asked whether it may run. */
export type Where = Omit<CommandPlace, 'answer' | 'fail' | 'ordinal' | 'permission'>;

/** @throws DoNotRetryError for an event that no installation can answer */
export function placeOf(context: CommentContext, comment: CommandComment): Where {
  const { delivery, once, config, attempt, logger, doNotRetry } = context;
  const { sender, repository } = delivery;
  if (!context.octokit || !sender || !repository) {
    return doNotRetry('Commands need a sender, a repository and an installation, and this event lacks one of them.');
  }
  const [owner = '', repo = ''] = repository.full_name.split('/');
  const { kind, id, url, number, writtenAt } = comment;
  const asker = { login: sender.login, url };
  const octokit = sayForWhom(context.octokit, asker);
  return {
    sender: { id: sender.id, login: sender.login },
    repository: { owner, repo },
    comment: { kind, id, url, writtenAt },
    ...(number !== undefined && { number }),
    octokit,
    asApp: octokit,
    once: (name, work) => once(name, (writing) => work(sayForWhom(writing, asker))),
    config,
    delivery,
    attempt,
    logger,
  };
}

/** Whose rights are to be judged, and where. */
export function rightsQuestion(
  { delivery, payload }: CommentContext,
  { sender, repository }: Where,
): Pick<RightsQuestion, 'person' | 'repository' | 'realm'> {
  const type = field(field(field(payload, 'repository'), 'owner'), 'type') === 'User' ? 'User' : 'Organization';
  return {
    realm: [delivery.host, delivery.app_id, delivery.installation?.id].join(' '),
    person: sender,
    repository: { id: delivery.repository?.id ?? 0, name: repository.repo, owner: { login: repository.owner, type } },
  };
}
