import { inlineCode } from '../command-text/foreign-text';
import { type Finding, nameOf, severities } from '../security-findings/finding';

/**
 * How much is told of findings: `whole` where only those read it who may see the alerts, too, or who wrote the code; `number` where anybody
 * may read, for a hole is nobody's business before it is closed.
 */
export type Telling = 'whole' | 'number';

const mostListed = 50;

/** A line of Markdown each, the worst first. */
export function findingLines(findings: readonly Finding[], telling: Telling): string {
  const sorted = severities.flatMap((severity) => findings.filter((one) => one.severity === severity));
  const lines = sorted.slice(0, mostListed).map((finding) => `- ${findingLine(finding, telling)}`);
  const left = sorted.length - lines.length;
  return [...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

export function findingLine(finding: Finding, telling: Telling): string {
  const { severity, url, place, dependency, title } = finding;
  const head = `**${severity}** [${nameOf(finding)}](${url})`;
  if (telling === 'number') return head;
  const where = place ? `${place.path}:${place.line}` : dependency?.manifest;
  return `${head}: ${inlineCode(title)}${where === undefined || where === '' ? '' : ` in ${inlineCode(where)}`}`;
}
