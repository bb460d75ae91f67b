import { openResuming, type ResumeEnvironment } from './open-sign-in';
import { createResumeAsks } from './resume-asks';

/** Environment that the function needs. */
export type ResumeAsksEnvironment = ResumeEnvironment;

const resumeAsks = createResumeAsks(openResuming());

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  resumeAsks(() => context.getRemainingTimeInMillis());
