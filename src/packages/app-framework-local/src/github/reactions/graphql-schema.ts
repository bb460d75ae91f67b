import { buildSchema } from 'graphql';

/** The part of GitHub's public GraphQL schema that is answered here. */
export const schema = buildSchema(`
  enum ReactionContent { THUMBS_UP THUMBS_DOWN LAUGH HOORAY CONFUSED HEART ROCKET EYES }
  interface Reactable { id: ID! }
  type Issue implements Reactable { id: ID! }
  type PullRequest implements Reactable { id: ID! }
  type IssueComment implements Reactable { id: ID! }
  type CommitComment implements Reactable { id: ID! }
  type PullRequestReview implements Reactable { id: ID! }
  type PullRequestReviewComment implements Reactable { id: ID! }
  type User { id: ID! login: String! }
  type Reaction { id: ID! content: ReactionContent! createdAt: String! user: User }
  input AddReactionInput { clientMutationId: String content: ReactionContent! subjectId: ID! }
  input RemoveReactionInput { clientMutationId: String content: ReactionContent! subjectId: ID! }
  type AddReactionPayload { clientMutationId: String reaction: Reaction subject: Reactable }
  type RemoveReactionPayload { clientMutationId: String reaction: Reaction subject: Reactable }
  type Query { id: ID! viewer: User! }
  type Mutation {
    addReaction(input: AddReactionInput!): AddReactionPayload
    removeReaction(input: RemoveReactionInput!): RemoveReactionPayload
  }
`);

/** How GraphQL calls what REST calls otherwise. */
export const contentNames = {
  THUMBS_UP: '+1',
  THUMBS_DOWN: '-1',
  LAUGH: 'laugh',
  HOORAY: 'hooray',
  CONFUSED: 'confused',
  HEART: 'heart',
  ROCKET: 'rocket',
  EYES: 'eyes',
} as const;
