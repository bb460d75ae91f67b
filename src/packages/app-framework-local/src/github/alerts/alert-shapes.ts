import { type FromShape, object, oneOf, optional, text, wholeNumber } from '../control/json-shape';
import { alertChanges } from './alert-acts';
import { alertSources } from './alerts';

/** What makes alerts and changes them. `repository` is `<owner>/<name>`. */
export const newAlert = object({
  repository: text,
  source: oneOf(...alertSources),
  title: text,
  severity: optional(oneOf('critical', 'high', 'medium', 'low')),
  ref: optional(text),
  path: optional(text),
  line: optional(wholeNumber),
  package: optional(text),
  secret: optional(text),
  sender: optional(text),
});
export const alertChange = object({
  repository: text,
  source: oneOf(...alertSources),
  number: wholeNumber,
  change: oneOf(...alertChanges),
  ref: optional(text),
  sender: optional(text),
});
export const newAnalysis = object({ repository: text, ref: text });
export const alertView = object({ number: wholeNumber });

export type NewAlertRequest = FromShape<typeof newAlert>;
export type AlertChangeRequest = FromShape<typeof alertChange>;
export type NewAnalysis = FromShape<typeof newAnalysis>;
