import { isMutation, mutationsOf } from './graphql-mutation';

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

describe('mutationsOf', () => {
  it.each([
    ['mutation { addComment(input: $input) { clientMutationId } }', ['addComment']],
    [
      'mutation Both($a: ID!) { one: addComment(input: {subjectId: $a}) { id } closeIssue(input: {id: $a}) @skip(if: $b) { id } }',
      ['addComment', 'closeIssue'],
    ],
    ['query Q { viewer { login } } mutation { a } fragment F on Issue { id }', ['a']],
    ['query { viewer { login } }', []],
  ])('of %s', (document, names) => {
    expect(mutationsOf(document)).toEqual(names);
  });
});
