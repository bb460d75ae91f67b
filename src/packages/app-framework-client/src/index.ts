// smithy-typescript generated code
/* eslint-disable */
/**
 * Tokens of GitHub Apps whose private keys live in AWS KMS, and what is known about where those Apps are installed.
 *
 * Every operation is served by an IAM-protected Lambda function URL of its own, those on triggers by one, and those on
 * integrations by one. One client reaches all of them:
 * give it the URLs that the constructs CredentialManager, Workflows and InstallLinks expose under the same names, or a single `endpoint` for all
 * operations.
 *
 * @packageDocumentation
 */
export * from "./AppFrameworkClient";
export * from "./AppFramework";
export type { ClientInputEndpointParameters } from "./endpoint/EndpointParameters";
export type { RuntimeExtension } from "./runtimeExtensions";
export type { AppFrameworkExtensionConfiguration } from "./extensionConfiguration";
export * from "./commands";
export * from "./schemas/schemas_0";
export * from "./pagination";

export * from "./models/enums";
export * from "./models/errors";
export * from "./models/models_0";

export { AppFrameworkServiceException } from "./models/AppFrameworkServiceException";
