import { blocksOf, textOf } from '../../../../../tasks/documents';

/** The commands of the operations tool that stand under a heading of a document, in their order, as arguments. */
export function commandsUnder(document: string, heading: string): string[][] {
  const lines = textOf(document).split('\n');
  const from = lines.indexOf(heading);
  if (from < 0) throw new Error(`${document} has no heading ${JSON.stringify(heading)}.`);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  const to = length < 0 ? lines.length : from + 1 + length;
  const ours = /^npx @aws\/app-framework-for-github-apps-on-aws-ops-tools\s+/;
  return blocksOf(document)
    .filter(({ line, text, notRun }) => line > from && line < to && ours.test(text) && !notRun)
    .map(({ text }) => text.replace(ours, '').replaceAll('\\\n', ' ').trim().split(/\s+/));
}
