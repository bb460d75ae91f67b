import { isMutation } from './graphql-mutation';

describe('isMutation', () => {
  it.each<[string, boolean]>([
    ['mutation { addComment(input: $input) { clientMutationId } }', true],
    ['\n  # why\n  mutation Answer($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }', true],
    ['fragment One on Issue { id } mutation { closeIssue(input: $input) { issue { ...One } } }', true],
    ['query First { viewer { login } }, mutation Second { a }', true],
    ['mutation{a}', true],
    ['query { viewer { login } }', false],
    ['{ viewer { login } }', false],
    ['{ mutation { id } }', false],
    ['query Named($mutation: String = "} mutation {") { search(query: $mutation) { issueCount } }', false],
    ['query { search(query: "} mutation { a }") { issueCount } } # mutation', false],
    ['query { search(query: """} mutation { "a" }""") { issueCount } }', false],
    ['subscription { mutation }', false],
    ['', false],
    ['}}}} mutation', false],
  ])('of %s is %s', (document, expected) => {
    expect(isMutation(document)).toBe(expected);
  });
});
