// smithy-typescript generated code
export * from "./Interfaces";
export * from "./GetInstallationsPaginator";
export * from "./ListIntegrationsPaginator";
export * from "./ListTriggersPaginator";
