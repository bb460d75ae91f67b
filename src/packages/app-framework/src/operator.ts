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
export type { DeliveryRecord, DeliveryState, HandlerState, HandlerWork } from './deliveries/delivery-record';
export { createDeliveryRecords, type DeliveryRecords, type DeliverySearch } from './deliveries/delivery-records-table';
export type { DeploymentOperations } from './deliveries/deployment-operations';
export { mostRepetitions } from './deliveries/repeat-request';
export type { WorkIdentity } from './deliveries/repeated-delivery-table';
export type { Repetition, RepetitionOutcome } from './deliveries/repetition';
export { backdatedSeconds } from './github/app-jwt';
export { createGitHub, type GitHubRoute } from './github/github';
export { createGitHubOAuth, type OAuthGrant } from './github/oauth';
export type { GitHubFailure } from './github/outcome';
export { webUrlOf } from './github/web-url';
export type { JobView } from './job-keeping/operate-jobs';
export { KeyImportFailedError } from './key-import/discard-key';
export { createKeyImport, type ImportedKey, ImportRefusedError, type KeyToImport } from './key-import/import-key';
export { type StepDone, StepFailedError } from './key-import/import-steps';
export { KmsRefusedError, type StepWaiting } from './key-import/new-key-patience';
export { AppNotProvenError, createAppProof } from './key-import/prove-app';
export type { FollowUp, LiveKey } from './key-import/settle-import';
export { signRequest } from './lambda/sign-request';
export { type AppNeeds, lackOf, needsOf } from './setup/app-needs';
export { appPages } from './setup/converted-app';
export { type Permissions, permissionsIn } from './setup/event-permissions';
export type { Decision, Refusal } from './triggers/evaluate-trigger';
export { grantedPair } from './user-tokens/granted-pair';
export { pairContext, pairItem } from './user-tokens/pair-item';
export { createAskOfPair } from './user-tokens/young-pair';
export { parseWebhookSecrets } from './webhook-secrets/webhook-secrets';
