import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import { many } from '../lambda/many';
import type { SyncInstallations, SyncResult } from './sync';

type Output = OperationOutputs['RefreshCachedData'];

/** The model's upper end of a text for people. */
const longestText = 2048;

/** `RefreshCachedData`: a sync at once, and what it did. Apps that failed, or for which there was no time, are named in the answer; the call succeeds all the same. */
export function createRefreshCachedData({ sync }: { sync: SyncInstallations }) {
  return async ({ appId }: OperationInputs['RefreshCachedData'], { remainingMilliseconds }: Call): Promise<Output> => {
    const result = await sync(remainingMilliseconds, appId);
    const { apps, installations, written, removed, unchanged } = result.counts;
    const failures = [
      ...result.failures.map(({ appId, reason }) => ({ appId, reason: reason.slice(0, longestText) })),
      ...result.unfinished.map((appId) => ({ appId, reason: noTime })),
    ];
    return {
      message: sentenceOf(result, failures.length),
      refreshedDate: result.startedAt,
      counts: { apps, installations, written, removed, unchanged },
      ...(failures.length > 0 && { failures }),
    };
  };
}

const noTime =
  'There was no time left for this App. The sync goes on with it when it next runs: on its schedule, or when you refresh again.';

function sentenceOf({ counts }: SyncResult, failures: number): string {
  const { apps, installations, written, removed, unchanged } = counts;
  const done = `Looked at ${many(apps, 'App')} with ${many(installations, 'installation')}: ${many(written, 'row')} written, ${removed} removed, ${unchanged} already right.`;
  return failures === 0 ? done : `${done} ${many(failures, 'App')} could not be refreshed: see failures.`;
}
