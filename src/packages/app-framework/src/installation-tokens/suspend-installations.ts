import type { InstallationFinder } from '../installations/find-installation';
import type { AskingApp, GitHubInstallations } from '../installations/github-installations';
import { isAboutTheApp } from '../installations/github-refusal';
import type { Installation } from '../installations/installation';
import type { Target } from '../installations/target';
import { forEachAtMost } from '../lambda/for-each-at-most';

export interface SuspensionCollaborators {
  readonly finder: Pick<InstallationFinder, 'findSuccessor' | 'noteSuspended'>;
  readonly atGitHub: Pick<GitHubInstallations, 'suspend' | 'pages'>;
}

/** What to suspend: every installation of the App, or the one that the target means, as it is known. */
export interface Suspending {
  readonly target: Target | undefined;
  readonly found: Installation | undefined;
}

export interface Suspended {
  readonly suspended: number;
  /** Why GitHub did not suspend others. */
  readonly reasons: readonly string[];
  /** The installation that was suspended in the place of one that is gone. */
  readonly successor?: Installation;
}

const suspensionsAtOnce = 10;

/** Suspends installations at GitHub, and notes it in their rows, so that no token of theirs is handed out any more. */
export function createSuspension({ finder, atGitHub }: SuspensionCollaborators) {
  const suspendOne = async (
    app: AskingApp,
    installationId: number,
  ): Promise<'suspended' | 'gone' | { why: string }> => {
    const outcome = await atGitHub.suspend(app, installationId);
    if (outcome.kind === 'answered') return 'suspended';
    return outcome.kind === 'not-found' && !isAboutTheApp(outcome) ? 'gone' : { why: outcome.message };
  };

  const suspendAll = async (app: AskingApp): Promise<Suspended> => {
    const reasons: string[] = [];
    let suspended = 0;
    for await (const { installations, odd } of atGitHub.pages(app)) {
      const done: Installation[] = [];
      await forEachAtMost({ items: [...installations, ...odd], atOnce: suspensionsAtOnce }, async (installation) => {
        if (installation.installationId === undefined) return;
        const outcome = await suspendOne(app, installation.installationId);
        if (typeof outcome === 'object') reasons.push(outcome.why);
        if (outcome !== 'suspended') return;
        suspended += 1;
        if ('nodeId' in installation) done.push(installation);
      });
      await finder.noteSuspended(done);
    }
    return { suspended, reasons };
  };

  const suspendFound = async (app: AskingApp, found: Installation): Promise<Suspended & { isGone: boolean }> => {
    const outcome = await suspendOne(app, found.installationId);
    if (outcome === 'suspended') await finder.noteSuspended([found]);
    const reasons = typeof outcome === 'object' ? [outcome.why] : [];
    return { suspended: outcome === 'suspended' ? 1 : 0, reasons, isGone: outcome === 'gone' };
  };

  return {
    /** An installation that is gone has mostly been installed again: then the present one is suspended, unless it was named by its id. */
    async suspend(app: AskingApp, { target, found }: Suspending): Promise<Suspended> {
      if (!target) return suspendAll(app);
      if (!found) return { suspended: 0, reasons: [] };
      const { isGone, ...first } = await suspendFound(app, found);
      if (!isGone || target.by === 'installationId') return first;
      const successor = await finder.findSuccessor(app, found);
      if (!successor) return first;
      const { isGone: _isGone, ...second } = await suspendFound(app, successor);
      return { ...second, successor };
    },
  };
}
