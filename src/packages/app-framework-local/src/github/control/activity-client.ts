import type { RepositoryChange } from './activity-shapes';
import type { ControlCall } from './control-call';
import { nothing, repositoryView } from './control-shapes';

/** The part of the control client for what people do. `repository` is `<owner>/<name>` everywhere. */
export function activityControl({ send }: ControlCall) {
  return {
    changeRepository: (change: RepositoryChange) =>
      send('PATCH', '/repositories', { body: change, answer: repositoryView }),
    removeRepository: async (repository: string): Promise<void> =>
      void (await send('DELETE', '/repositories', { body: { repository }, answer: nothing })),
  };
}
