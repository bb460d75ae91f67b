import { openProgress } from './open-progress';

export type { ReportEnvironment } from './open-progress';

const progress = openProgress();

/** Shows jobs at GitHub. */
export const handler = progress.show;
/** Retires the environments of pull requests that are closed. */
export const retire = progress.retire;
