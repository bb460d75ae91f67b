import { linkIdOf, newLink } from '../http/browser-binding';
import type { OperatorLinks } from './operators-table';

export interface OperatorLinkCollaborators {
  readonly links: Pick<OperatorLinks, 'mint'>;
  /** Base URL that browsers reach the pages under, with a slash at its end. */
  readonly baseUrl: string;
  readonly now: () => Date;
}

const lifetimeMilliseconds = 3_600_000;

/** Makes a link by which one browser may look at the pages. Who may invoke the function may have one; only its digest is kept. */
export function createOperatorLink({ links, baseUrl, now }: OperatorLinkCollaborators) {
  return async function mint(remainingMilliseconds: () => number) {
    const link = newLink();
    const until = now().getTime() + lifetimeMilliseconds;
    await links.mint({ id: linkIdOf(link), until }, remainingMilliseconds);
    return { url: `${baseUrl}operators?${new URLSearchParams({ link })}`, until: new Date(until).toISOString() };
  };
}
