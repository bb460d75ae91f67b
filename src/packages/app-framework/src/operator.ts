export { type EndpointName, endpointNameOf, type OperationName, operationsOfApi } from './api/operations';
export { createKeyAdoption, type RegisteredKey } from './app-keys/adopt-keys';
export {
  type AppRegistrations,
  createAppRegistrations,
  RegistrationChangedError,
  RegistrationUnknownError,
} from './app-keys/app-registration-table';
export { keyFingerprint } from './app-keys/key-fingerprint';
export type { KeyRecord } from './app-keys/key-record';
export { type KeyStanding, standingOf } from './app-keys/key-standing';
export { type JudgedKey, type Verdict, verdictAtGitHub, verdictAtKms } from './app-keys/key-verdict';
export { createKmsKeys, type KmsKeys } from './app-keys/kms-keys';
export { type PrivateKey, parsePrivateKey, UnusablePrivateKeyError } from './app-keys/private-key';
export { readPrivateKeyText } from './app-keys/private-key-text';
export { createRecordedKeys, type LastUse } from './app-keys/recorded-keys';
export type { KeyOutcome } from './app-keys/retire-key';
export {
  AppNotRegisteredError,
  createKeyRetirement,
  type Retirement,
  RetirementRefusedError,
} from './app-keys/retire-keys';
export { RETIREMENT_WAIT_SECONDS } from './app-keys/retirement-wait';
export { createKmsSigner } from './app-tokens/kms-signer';
export {
  type CheckedCaller,
  createCeilingCheck,
  type DeploymentParts,
  type LimitedCaller,
  type Question,
} from './ceilings/ceiling-check';
export { decisionFields, decisionRows, silenceOf } from './deliveries/decision-words';
export { adviceOn, deliveryHead, pathOf, type ReportContext, stateInShort } from './deliveries/delivery-path';
export type {
  DeliveryRecord,
  DeliveryState,
  HandlerState,
  HandlerWork,
  RecordedDecisions,
  ScheduledRecord,
} from './deliveries/delivery-record';
export { createDeliveryRecords, type DeliveryRecords, type DeliverySearch } from './deliveries/delivery-records-table';
export { type DeploymentOperations, webhookUrlOf } from './deliveries/deployment-operations';
export { ledgerReads } from './deliveries/ledger-reads-table';
export { mostRepetitions } from './deliveries/repeat-request';
export type { WorkIdentity } from './deliveries/repeated-delivery-table';
export type { Repetition, RepetitionOutcome } from './deliveries/repetition';
export { createAppAtGitHub, UnansweredError, UnsignedError } from './doctor/app-at-github';
export {
  type AppLack,
  allInstallations,
  lackOfApp,
  levelsOf,
  type PendingInstallation,
  pendingOf,
} from './doctor/app-lack';
export { checksOfDeployment } from './doctor/checks';
export type { Check } from './doctor/examine';
export { type Examination, examineAll, worstOf } from './doctor/examine-all';
export type { Figures } from './doctor/figures';
export type { CheckResult, CheckState, Finding, Look } from './doctor/finding';
export { createHook, type HookAtGitHub, type HookAttempt } from './doctor/hook-at-github';
export type { Patient, WebhookDeployment } from './doctor/patient';
export { createGitHub } from './github/github';
export { createGitHubOAuth, type OAuthGrant } from './github/oauth';
export type { JobView } from './job-keeping/operate-jobs';
export type { PresentPlace } from './jobs/rerun-job';
export { KeyImportFailedError } from './key-import/discard-key';
export { createKeyImport, type ImportedKey, ImportRefusedError, type KeyToImport } from './key-import/import-key';
export { type StepDone, StepFailedError } from './key-import/import-steps';
export { KmsRefusedError, type StepWaiting } from './key-import/new-key-patience';
export { AppNotProvenError, createAppProof } from './key-import/prove-app';
export type { FollowUp, LiveKey } from './key-import/settle-import';
export { many } from './lambda/many';
export { signRequest } from './lambda/sign-request';
export { pairContext, pairItem } from './user-tokens/pair-item';
export { grantedPair } from './user-tokens/user-pair';
export { createAskOfPair } from './user-tokens/young-pair';
export { parseWebhookSecrets } from './webhook-secrets/webhook-secrets';
