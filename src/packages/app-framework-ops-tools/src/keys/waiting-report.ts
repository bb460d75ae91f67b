import type { StepWaiting } from '@aws/app-framework-for-github-apps-on-aws/operator';

const EVERY_MILLISECONDS = 30_000;

/** Tells that a step goes on waiting, and why: when it begins to, and then twice a minute. */
export function createWaitingReport(progress: (line: string) => void) {
  let last: { readonly step: string; readonly at: number } | undefined;

  return ({ step, reason, waitedMilliseconds: at, patienceMilliseconds }: StepWaiting): void => {
    if (last?.step === step && at - last.at < EVERY_MILLISECONDS) return;
    last = { step, at };
    progress(`waiting, ${seconds(at)} of at most ${seconds(patienceMilliseconds)} s, to ${step}: ${reason}`);
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
