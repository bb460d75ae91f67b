import { isMutation } from '../github/graphql-mutation';

/** Ends what was written as a person, so that no bot takes it for a command of theirs. */
export const asUserMark = '<!-- app-framework as-user -->';

type Options = Readonly<Record<string, unknown>>;

/** What says where a request goes, and how. */
const aside = ['baseUrl', 'headers', 'mediaType', 'method', 'operationName', 'query', 'request', 'url'];

/**
 * The parameters of a request, with the mark in each text that GitHub may show as a comment: a `body` wherever it stands, such as that of
 * each comment of a review, and in GraphQL the variables that are used as one.
 * @throws Error for a document of GraphQL with such a text in itself: nobody could mark it
 */
export function withMark(options: Options): Options {
  const { query, variables } = options;
  const isGraphQl = typeof query === 'string' && isMutation(query);
  if (isGraphQl && /\bbody\s*:\s*"/.test(query)) {
    throw new Error(
      'A mutation as a person has a text as body in its document, and nothing was sent: give the text as a variable (body: $body), which is marked so that no bot takes it for a command.',
    );
  }
  const used = isGraphQl ? [...query.matchAll(/\bbody\s*:\s*\$(\w+)/g)].map(([, name = '']) => name) : [];
  const parameters = Object.entries(options).filter(([name]) => !aside.includes(name) && name !== 'variables');
  return {
    ...Object.fromEntries(parameters.map(([name, value]) => [name, marked(value, name)])),
    ...(isRecord(variables) && {
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, marked(value, used.includes(name) ? 'body' : name)]),
      ),
    }),
  };
}

function marked(value: unknown, name: string): unknown {
  if (typeof value === 'string') return name === 'body' ? markedText(value) : value;
  if (Array.isArray(value)) return value.map((one) => marked(one, name));
  // The body of a commit's message is no comment.
  if (!isRecord(value) || name === 'message') return value;
  return Object.fromEntries(Object.entries(value).map(([member, held]) => [member, marked(held, member)]));
}

function markedText(text: string): string {
  return text === '' || text.includes(asUserMark) ? text : `${text}\n\n${asUserMark}`;
}

/** An object as JSON has it: a stream or a buffer goes as it is. */
function isRecord(value: unknown): value is Options {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
