import { logError, logRecord, logWarning } from '../lambda/logger';
import type { RegisteredApps } from '../registrations/registered-app-table';
import { appPages } from './converted-app';
import type { Setup } from './setup-table';
import type { SetupCollaborators } from './setup-world';

export interface EndingCollaborators extends Pick<SetupCollaborators, 'setups' | 'keys'> {
  readonly registered: Pick<RegisteredApps, 'keyOf'>;
}

/** What was done about setups that nobody goes on with. */
export interface Ended {
  readonly discarded: number;
  readonly adopted: number;
  readonly failed: number;
}

/**
 * Sees to setups that nobody can go on with any more: KMS deletes the keys that they made, and what was wrapped for KMS goes. One whose App has
 * its row already lacked its last step alone, and is brought to its end.
 */
export function createEndAbandoned({ setups, keys, registered }: EndingCollaborators) {
  async function end(setup: Setup, remaining: () => number): Promise<'discarded' | 'adopted'> {
    const { id, step, browser, keyArn = '', app, apiUrl } = setup;
    const remove = ['wrapped', 'importToken'] as const;
    if (app && (await registered.keyOf(app.appId, remaining)) === keyArn) {
      await keys.label(keyArn, app, remaining);
      await setups.change({ id, browser, from: [step], set: { step: 'registered' }, remove }, remaining);
      return 'adopted';
    }
    await keys.discard(keyArn, remaining);
    await setups.change({ id, browser, from: [step], set: { step: 'lost' }, remove: [...remove, 'keyArn'] }, remaining);
    const told = { setup: id, step, ...(app && { appId: app.appId, slug: app.slug, owner: app.owner }) };
    // An App without a key is of no use, and nobody was there to be told.
    if (step === 'held' && app)
      logWarning('an App was never finished: delete it', { ...told, at: appPages(apiUrl).settings(app) });
    else logRecord('setup abandoned: its key is discarded', told);
    return 'discarded';
  }

  return async function endAbandoned(remainingMilliseconds: () => number): Promise<Ended> {
    const counts = { discarded: 0, adopted: 0, failed: 0 };
    for (const setup of await setups.abandoned(remainingMilliseconds)) {
      try {
        counts[await end(setup, remainingMilliseconds)] += 1;
      } catch (error) {
        counts.failed += 1;
        logError('an abandoned setup was not ended: the next run tries again', error, { setup: setup.id });
      }
    }
    return counts;
  };
}
