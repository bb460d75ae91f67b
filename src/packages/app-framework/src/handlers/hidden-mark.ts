/** A mark that nobody sees, at the end of what is written to GitHub. */
export function hidden(mark: string): string {
  return `<!-- app-framework ${mark} -->`;
}

/** True where a text was written by a handler, as the App or as a person: no bot takes it for a person's. */
export function isWrittenByHandler(text: string): boolean {
  return text.includes('<!-- app-framework ');
}

/** The mark at the end of what was written, with what stands before it; empty where there is none. */
export function markOfText(text: string): string {
  const mark = /<!-- app-framework [0-9a-f]{32} -->$/.exec(text)?.[0] ?? '';
  return mark === '' ? '' : text.slice(text.slice(0, -mark.length).trimEnd().length);
}
