import { field } from '../lambda/parsed-json';
import type { Finding } from '../security-findings/finding';
import { type AskGitHub, listIn, textIn } from './ask-github';
import type { Place } from './open-findings';
import { isWithin } from './version-range';

const untold = { data: [], lacksSnapshot: false } as const;

/**
 * Tells the vulnerable dependencies that are gone with a change: it takes them out of their manifest, brings them back in no other one, and no
 * version stays that the advisory is about.
 */
export function createRemovedDependencies({ ask, all }: AskGitHub, place: Place) {
  let inventory: Promise<unknown> | undefined;

  return async function removedBy(basehead: string): Promise<(finding: Finding) => Promise<boolean>> {
    const asked = await all('GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}', { ...place, basehead });
    // What is not told may bring it back.
    const { data: changes, lacksSnapshot } = asked.kind === 'answered' && asked.isWhole ? asked : untold;
    return async ({ dependency }) => {
      if (!dependency) return false;
      const about = changes.filter((change) => hasAdvisory(change, dependency.advisory));
      // Whatever it is called there: one package has several spellings.
      if (about.some((change) => textIn(change, 'change_type') === 'added')) return false;
      const there = changes
        .filter((change) => textIn(change, 'name') === dependency.name)
        .filter((change) => textIn(change, 'manifest') === dependency.manifest);
      const isReplaced = there.some((change) => textIn(change, 'change_type') === 'added');
      // All that the snapshot of the base has looks gone then.
      if (lacksSnapshot && !isReplaced) return false;
      const versions = there.filter((change) => about.includes(change)).map((change) => textIn(change, 'version'));
      return versions.length > 0 && !(await isLeft(dependency, versions));
    };
  };

  /** Whether the default branch has vulnerable versions besides those. Where nobody can tell there are some. */
  async function isLeft(
    { name, range }: NonNullable<Finding['dependency']>,
    gone: readonly string[],
  ): Promise<boolean> {
    inventory ??= ask('GET /repos/{owner}/{repo}/dependency-graph/sbom', { ...place }).then((asked) =>
      asked.kind === 'answered' ? asked.data : undefined,
    );
    const packages = field(field(await inventory, 'sbom'), 'packages');
    if (!Array.isArray(packages)) return true;
    const versions = packages.filter((one) => isCalled(one, name)).map((one) => textIn(one, 'versionInfo'));
    return versions.some((version) => !gone.includes(version) && isWithin(version, range));
  }
}

function hasAdvisory(change: unknown, advisory: string): boolean {
  return listIn(field(change, 'vulnerabilities')).some((one) => textIn(one, 'advisory_ghsa_id') === advisory);
}

/** Inventories have names with the ecosystem before them, or without. */
function isCalled(listed: unknown, name: string): boolean {
  return `:${plain(textIn(listed, 'name'))}`.endsWith(`:${plain(name)}`);
}

/** PyPI and others take these for the same; where they are not the same, one more is left (https://packaging.python.org/en/latest/specifications/name-normalization/). */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
