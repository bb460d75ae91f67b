import type { ControlCall } from '../control/control-call';
import { type AlertChangeRequest, alertView, type NewAlertRequest, type NewAnalysis } from './alert-shapes';

/** The part of the control client for what GitHub finds. */
export function alertControl({ send, make, set }: ControlCall) {
  return {
    /** Code scanning finds it at `ref`, the default branch when absent. */
    openAlert: (alert: NewAlertRequest) => make('/alerts', alert, alertView),
    /** At `ref` alone where it is named. */
    changeAlert: (change: AlertChangeRequest) => send('PATCH', '/alerts', { body: change, answer: alertView }),
    /** Code scanning has looked at this ref, whatever it found. */
    noteAnalysis: (analysis: NewAnalysis) => set('/analyses', analysis),
  };
}
