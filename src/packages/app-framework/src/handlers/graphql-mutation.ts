/** Whether a document of GraphQL has an operation that changes something (https://spec.graphql.org/October2021/#sec-Document). */
export function isMutation(document: string): boolean {
  const plain = document.replace(/"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g, '');
  let depth = 0;
  let outermost = '';
  for (const character of plain) {
    if ('})]'.includes(character)) depth -= 1;
    // Of what is in braces and brackets only that it was there: an operation begins the document, or comes after a closing brace.
    if (depth === 0) outermost += character;
    if ('{(['.includes(character)) depth += 1;
  }
  return /(?:^|\})[\s,\uFEFF]*mutation\b/.test(outermost);
}
