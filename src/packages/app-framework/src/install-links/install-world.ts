import { createHmac } from 'node:crypto';
import { type BoundBrowser, createBrowserBinding } from '../http/browser-binding';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { Bindings } from './binding-table';
import type { EvidenceTable } from './evidence-table';
import type { InstallLinks } from './link-table';
import type { createPersonAtGitHub } from './person-at-github';

export interface InstallCollaborators {
  readonly links: InstallLinks;
  readonly bindings: Bindings;
  readonly evidence: EvidenceTable;
  readonly apps: readonly SignInApp[];
  /** Name of an App in addresses of GitHub; absent while it is not known. */
  readonly slugOf: (app: SignInApp, remainingMilliseconds: () => number) => Promise<string | undefined>;
  readonly signedIn: ReturnType<typeof createPersonAtGitHub>;
  /** Base URL that browsers reach the pages under, with a slash at its end: from configuration, never from a request. */
  readonly baseUrl: string;
  readonly now: () => Date;
}

/** What states begin with that are of an install link: the page of sign-ins hands them on. */
export const installState = 'install.';

/** Longer than a link is good. */
export const binding = createBrowserBinding({ of: 'install', stateBegins: installState, lifetimeSeconds: 2 * 3_600 });

/** Of PKCE, known to the browser only. */
export function verifierOf({ id, secret }: BoundBrowser): string {
  return createHmac('sha256', secret).update(`verifier ${id}`).digest('base64url');
}
