import { cutBytes } from '../lambda/cut-text';

/** A text of Markdown that has no more bytes: cut at a line where there is one, with the fence closed that it was cut in, and told that it was. */
export function cutMarkdown(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const told = `\n\n*${Buffer.byteLength(text)} bytes, cut.*`;
  const longestFence =
    2 + Math.max(3, ...[...text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)].map(([, fence = '']) => fence.length));
  const kept = cutBytes(text, Math.max(0, most - Buffer.byteLength(told) - longestFence));
  const line = kept.lastIndexOf('\n');
  const whole = line > kept.length / 2 ? kept.slice(0, line) : kept;
  return cutBytes(`${whole}${closing(whole)}${told}`, most);
}

/** What ends the fence that is open at the end of a text (https://spec.commonmark.org/0.31.2/#fenced-code-blocks). */
function closing(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) {
      if (fence.startsWith('~') || !rest.includes('`')) open = fence;
    } else if (fence[0] === open[0] && fence.length >= open.length && rest.trim() === '') open = undefined;
  }
  return open === undefined ? '' : `\n${open}`;
}
