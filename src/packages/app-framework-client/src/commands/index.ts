// smithy-typescript generated code
export * from "./GetAppTokenCommand";
export * from "./GetInstallationDataCommand";
export * from "./GetInstallationTokenCommand";
export * from "./GetInstallationsCommand";
export * from "./RefreshCachedDataCommand";
export * from "./RevokeInstallationTokensCommand";
