import type {
  GetAppTokenInput,
  GetAppTokenOutput,
  GetInstallationDataInput,
  GetInstallationDataOutput,
  GetInstallationsInput,
  GetInstallationsOutput,
  GetInstallationTokenInput,
  GetInstallationTokenOutput,
  RefreshCachedDataInput,
  RefreshCachedDataOutput,
  RevokeInstallationTokensInput,
  RevokeInstallationTokensOutput,
} from '@aws/app-framework-for-github-apps-on-aws-client';

/** What each operation of the model takes. */
export interface OperationInputs {
  GetAppToken: GetAppTokenInput;
  GetInstallationToken: GetInstallationTokenInput;
  RefreshCachedData: RefreshCachedDataInput;
  GetInstallationData: GetInstallationDataInput;
  GetInstallations: GetInstallationsInput;
  RevokeInstallationTokens: RevokeInstallationTokensInput;
}

/** What each operation of the model answers. */
export interface OperationOutputs {
  GetAppToken: GetAppTokenOutput;
  GetInstallationToken: GetInstallationTokenOutput;
  RefreshCachedData: RefreshCachedDataOutput;
  GetInstallationData: GetInstallationDataOutput;
  GetInstallations: GetInstallationsOutput;
  RevokeInstallationTokens: RevokeInstallationTokensOutput;
}

export type OperationName = keyof OperationInputs;
