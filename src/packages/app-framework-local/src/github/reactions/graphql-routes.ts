import { GraphQLError, graphql } from 'graphql';
import { Hono } from 'hono';
import { refuseLocked } from '../issues/locks';
import { createAdmitTo } from '../repositories/access';
import { requiredText } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, callingToken, jsonObject, refuseBadCredentials } from '../server/call';
import { GitHubError, requiresAuthentication } from '../server/github-error';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { contentNames, schema } from './graphql-schema';
import type { Reaction } from './reactions';
import { createSubjects, permissionsOf, type Subject } from './subjects';

interface Asked {
  readonly input: {
    readonly content: keyof typeof contentNames;
    readonly subjectId: string;
    readonly clientMutationId?: string;
  };
}

const typeNames: Readonly<Record<Subject['kind'], string>> = {
  issue: 'Issue',
  issueComment: 'IssueComment',
  commitComment: 'CommitComment',
  reviewComment: 'PullRequestReviewComment',
  review: 'PullRequestReview',
};

/** `POST /graphql`, for the two mutations without which nobody can react to a review, and for who asks. */
export function graphqlRoutes(world: World) {
  const { reactions } = world;
  const admitTo = createAdmitTo(world);
  const subjects = createSubjects(world);

  /** @throws GraphQLError as GitHub tells it: in a body, with the status 200. */
  function subjectOf(c: ApiContext, nodeId: string) {
    const subject = subjects.byNodeId(nodeId);
    const unresolved = failure('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId}'.`);
    if (subject === undefined) throw unresolved;
    try {
      const { act, right } = admitTo(c, subject.repository, ...permissionsOf[subject.kind].write);
      if (subject.issue !== undefined) refuseLocked({ act, right }, subject.issue, 'reaction');
      return { subject, person: act.actor.person };
    } catch (error) {
      if (!(error instanceof GitHubError) || error.status === 401) throw error;
      throw error.status === 404 ? unresolved : failure('FORBIDDEN', error.message);
    }
  }

  const payload = (asked: Asked, subject: Subject, reaction: Reaction) => ({
    clientMutationId: asked.input.clientMutationId,
    subject: { __typename: typeNames[subject.kind], id: subject.reactable.nodeId },
    reaction: {
      id: reaction.nodeId,
      content: asked.input.content,
      createdAt: gitHubTime(reaction.createdAt),
      user: reaction.person.type === 'User' ? { id: reaction.person.nodeId, login: reaction.person.login } : null,
    },
  });

  const roots = {
    /** Whoever asks: the App's bot, or the person that it acts as. */
    viewer(_asked: unknown, c: ApiContext) {
      const { identity } = c.var.call;
      const { nodeId, login } = identity.kind === 'user' ? identity.token.user : callingToken(c).installation.app.bot;
      return { id: nodeId, login };
    },
    addReaction(asked: Asked, c: ApiContext) {
      const { subject, person } = subjectOf(c, asked.input.subjectId);
      const { reaction } = reactions.add(subject.reactable, { person, content: contentNames[asked.input.content] });
      return payload(asked, subject, reaction);
    },
    removeReaction(asked: Asked, c: ApiContext) {
      const { subject, person } = subjectOf(c, asked.input.subjectId);
      const reaction = reactions.find(subject.reactable, { person, content: contentNames[asked.input.content] });
      if (reaction === undefined) throw failure('NOT_FOUND', 'Could not find the reaction to remove.');
      reactions.remove(subject.reactable, reaction);
      return payload(asked, subject, reaction);
    },
  };

  return new Hono<ApiEnvironment>().post('/graphql', async (c) => {
    if (c.var.call.identity.kind === 'anonymous') throw requiresAuthentication();
    refuseBadCredentials(c);
    const body = await jsonObject(c);
    const variables = Object(body.variables);
    const { data, errors } = await graphql({
      schema,
      source: requiredText(body, 'query'),
      rootValue: roots,
      contextValue: c,
      variableValues: variables,
    });
    const refusal = errors?.map(({ originalError }) => originalError).find((one) => one instanceof GitHubError);
    if (refusal !== undefined) throw refusal;
    return c.json({
      data: data ?? null,
      ...(errors && { errors: errors.map(errorBody) }),
    });
  });
}

function failure(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

function errorBody({ path, locations, message, extensions }: GraphQLError): object {
  return { ...extensions, path, locations, message };
}
