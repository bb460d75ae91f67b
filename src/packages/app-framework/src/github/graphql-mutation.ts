/** Whether a document of GraphQL has an operation that changes something (https://spec.graphql.org/October2021/#sec-Document). */
export function isMutation(document: string): boolean {
  return mutationsIn(document) !== undefined;
}

/** Names of what a document changes, such as `addComment`. */
export function mutationsOf(document: string): string[] {
  const fields = mutationsIn(document) ?? '';
  // An alias stands before its field, and a directive after it.
  return fields.replace(/\w+\s*:|@\s*\w+/g, ' ').match(/\w+/g) ?? [];
}

/** What stands directly in the mutations of a document; absent where it has none. */
function mutationsIn(document: string): string | undefined {
  const plain = document.replace(/"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g, '');
  const open: string[] = [];
  let outermost = '';
  let isInMutation = false;
  let found: string | undefined;
  for (const character of plain) {
    if ('})]'.includes(character)) open.pop();
    // Of what is in braces and brackets only that it was there: an operation begins the document, or comes after a closing brace.
    if (open.length === 0) outermost += character;
    if (open.length === 0 && character === '{') isInMutation = /(?:^|\})[\s,\uFEFF]*mutation\b[^}]*\{$/.test(outermost);
    if (open.length === 1 && open[0] === '{' && isInMutation) found = `${found ?? ''}${character}`;
    if ('{(['.includes(character)) {
      open.push(character);
      if (open.length === 1 && isInMutation && character === '{') found = `${found ?? ''} `;
    }
  }
  return found;
}
