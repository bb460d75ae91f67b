// smithy-typescript generated code
import { createAggregatedClient } from "@smithy/smithy-client";
import type { HttpHandlerOptions as __HttpHandlerOptions, PaginationConfiguration, Paginator } from "@smithy/types";

import { AppFrameworkClient } from "./AppFrameworkClient";
import {
  type CreateInstallLinkCommandInput,
  type CreateInstallLinkCommandOutput,
  CreateInstallLinkCommand,
} from "./commands/CreateInstallLinkCommand";
import {
  type DeleteTriggerCommandInput,
  type DeleteTriggerCommandOutput,
  DeleteTriggerCommand,
} from "./commands/DeleteTriggerCommand";
import {
  type GetAppTokenCommandInput,
  type GetAppTokenCommandOutput,
  GetAppTokenCommand,
} from "./commands/GetAppTokenCommand";
import {
  type GetInstallationDataCommandInput,
  type GetInstallationDataCommandOutput,
  GetInstallationDataCommand,
} from "./commands/GetInstallationDataCommand";
import {
  type GetInstallationsCommandInput,
  type GetInstallationsCommandOutput,
  GetInstallationsCommand,
} from "./commands/GetInstallationsCommand";
import {
  type GetInstallationTokenCommandInput,
  type GetInstallationTokenCommandOutput,
  GetInstallationTokenCommand,
} from "./commands/GetInstallationTokenCommand";
import {
  type ListIntegrationsCommandInput,
  type ListIntegrationsCommandOutput,
  ListIntegrationsCommand,
} from "./commands/ListIntegrationsCommand";
import {
  type ListTriggersCommandInput,
  type ListTriggersCommandOutput,
  ListTriggersCommand,
} from "./commands/ListTriggersCommand";
import {
  type PutTriggerCommandInput,
  type PutTriggerCommandOutput,
  PutTriggerCommand,
} from "./commands/PutTriggerCommand";
import {
  type RefreshCachedDataCommandInput,
  type RefreshCachedDataCommandOutput,
  RefreshCachedDataCommand,
} from "./commands/RefreshCachedDataCommand";
import {
  type RevokeInstallationTokensCommandInput,
  type RevokeInstallationTokensCommandOutput,
  RevokeInstallationTokensCommand,
} from "./commands/RevokeInstallationTokensCommand";
import {
  type RevokeIntegrationCommandInput,
  type RevokeIntegrationCommandOutput,
  RevokeIntegrationCommand,
} from "./commands/RevokeIntegrationCommand";
import {
  type TestTriggerCommandInput,
  type TestTriggerCommandOutput,
  TestTriggerCommand,
} from "./commands/TestTriggerCommand";
import { paginateGetInstallations } from "./pagination/GetInstallationsPaginator";
import { paginateListIntegrations } from "./pagination/ListIntegrationsPaginator";
import { paginateListTriggers } from "./pagination/ListTriggersPaginator";

const commands = {
  CreateInstallLinkCommand,
  DeleteTriggerCommand,
  GetAppTokenCommand,
  GetInstallationDataCommand,
  GetInstallationsCommand,
  GetInstallationTokenCommand,
  ListIntegrationsCommand,
  ListTriggersCommand,
  PutTriggerCommand,
  RefreshCachedDataCommand,
  RevokeInstallationTokensCommand,
  RevokeIntegrationCommand,
  TestTriggerCommand,
};
const paginators = {
  paginateGetInstallations,
  paginateListIntegrations,
  paginateListTriggers,
};

export interface AppFramework {
  /**
   * @see {@link CreateInstallLinkCommand}
   */
  createInstallLink(
    args: CreateInstallLinkCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<CreateInstallLinkCommandOutput>;
  createInstallLink(
    args: CreateInstallLinkCommandInput,
    cb: (err: any, data?: CreateInstallLinkCommandOutput) => void
  ): void;
  createInstallLink(
    args: CreateInstallLinkCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: CreateInstallLinkCommandOutput) => void
  ): void;

  /**
   * @see {@link DeleteTriggerCommand}
   */
  deleteTrigger(
    args: DeleteTriggerCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<DeleteTriggerCommandOutput>;
  deleteTrigger(
    args: DeleteTriggerCommandInput,
    cb: (err: any, data?: DeleteTriggerCommandOutput) => void
  ): void;
  deleteTrigger(
    args: DeleteTriggerCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: DeleteTriggerCommandOutput) => void
  ): void;

  /**
   * @see {@link GetAppTokenCommand}
   */
  getAppToken(
    args: GetAppTokenCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<GetAppTokenCommandOutput>;
  getAppToken(
    args: GetAppTokenCommandInput,
    cb: (err: any, data?: GetAppTokenCommandOutput) => void
  ): void;
  getAppToken(
    args: GetAppTokenCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: GetAppTokenCommandOutput) => void
  ): void;

  /**
   * @see {@link GetInstallationDataCommand}
   */
  getInstallationData(): Promise<GetInstallationDataCommandOutput>;
  getInstallationData(
    args: GetInstallationDataCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<GetInstallationDataCommandOutput>;
  getInstallationData(
    args: GetInstallationDataCommandInput,
    cb: (err: any, data?: GetInstallationDataCommandOutput) => void
  ): void;
  getInstallationData(
    args: GetInstallationDataCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: GetInstallationDataCommandOutput) => void
  ): void;

  /**
   * @see {@link GetInstallationsCommand}
   */
  getInstallations(): Promise<GetInstallationsCommandOutput>;
  getInstallations(
    args: GetInstallationsCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<GetInstallationsCommandOutput>;
  getInstallations(
    args: GetInstallationsCommandInput,
    cb: (err: any, data?: GetInstallationsCommandOutput) => void
  ): void;
  getInstallations(
    args: GetInstallationsCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: GetInstallationsCommandOutput) => void
  ): void;

  /**
   * @see {@link GetInstallationTokenCommand}
   */
  getInstallationToken(
    args: GetInstallationTokenCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<GetInstallationTokenCommandOutput>;
  getInstallationToken(
    args: GetInstallationTokenCommandInput,
    cb: (err: any, data?: GetInstallationTokenCommandOutput) => void
  ): void;
  getInstallationToken(
    args: GetInstallationTokenCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: GetInstallationTokenCommandOutput) => void
  ): void;

  /**
   * @see {@link ListIntegrationsCommand}
   */
  listIntegrations(
    args: ListIntegrationsCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<ListIntegrationsCommandOutput>;
  listIntegrations(
    args: ListIntegrationsCommandInput,
    cb: (err: any, data?: ListIntegrationsCommandOutput) => void
  ): void;
  listIntegrations(
    args: ListIntegrationsCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: ListIntegrationsCommandOutput) => void
  ): void;

  /**
   * @see {@link ListTriggersCommand}
   */
  listTriggers(
    args: ListTriggersCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<ListTriggersCommandOutput>;
  listTriggers(
    args: ListTriggersCommandInput,
    cb: (err: any, data?: ListTriggersCommandOutput) => void
  ): void;
  listTriggers(
    args: ListTriggersCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: ListTriggersCommandOutput) => void
  ): void;

  /**
   * @see {@link PutTriggerCommand}
   */
  putTrigger(
    args: PutTriggerCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<PutTriggerCommandOutput>;
  putTrigger(
    args: PutTriggerCommandInput,
    cb: (err: any, data?: PutTriggerCommandOutput) => void
  ): void;
  putTrigger(
    args: PutTriggerCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: PutTriggerCommandOutput) => void
  ): void;

  /**
   * @see {@link RefreshCachedDataCommand}
   */
  refreshCachedData(): Promise<RefreshCachedDataCommandOutput>;
  refreshCachedData(
    args: RefreshCachedDataCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<RefreshCachedDataCommandOutput>;
  refreshCachedData(
    args: RefreshCachedDataCommandInput,
    cb: (err: any, data?: RefreshCachedDataCommandOutput) => void
  ): void;
  refreshCachedData(
    args: RefreshCachedDataCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: RefreshCachedDataCommandOutput) => void
  ): void;

  /**
   * @see {@link RevokeInstallationTokensCommand}
   */
  revokeInstallationTokens(
    args: RevokeInstallationTokensCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<RevokeInstallationTokensCommandOutput>;
  revokeInstallationTokens(
    args: RevokeInstallationTokensCommandInput,
    cb: (err: any, data?: RevokeInstallationTokensCommandOutput) => void
  ): void;
  revokeInstallationTokens(
    args: RevokeInstallationTokensCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: RevokeInstallationTokensCommandOutput) => void
  ): void;

  /**
   * @see {@link RevokeIntegrationCommand}
   */
  revokeIntegration(
    args: RevokeIntegrationCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<RevokeIntegrationCommandOutput>;
  revokeIntegration(
    args: RevokeIntegrationCommandInput,
    cb: (err: any, data?: RevokeIntegrationCommandOutput) => void
  ): void;
  revokeIntegration(
    args: RevokeIntegrationCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: RevokeIntegrationCommandOutput) => void
  ): void;

  /**
   * @see {@link TestTriggerCommand}
   */
  testTrigger(
    args: TestTriggerCommandInput,
    options?: __HttpHandlerOptions
  ): Promise<TestTriggerCommandOutput>;
  testTrigger(
    args: TestTriggerCommandInput,
    cb: (err: any, data?: TestTriggerCommandOutput) => void
  ): void;
  testTrigger(
    args: TestTriggerCommandInput,
    options: __HttpHandlerOptions,
    cb: (err: any, data?: TestTriggerCommandOutput) => void
  ): void;

  /**
   * @see {@link GetInstallationsCommand}
   * @param args - command input.
   * @param paginationConfig - optional pagination config.
   * @returns AsyncIterable of {@link GetInstallationsCommandOutput}.
   */
  paginateGetInstallations(
    args?: GetInstallationsCommandInput,
    paginationConfig?: Omit<PaginationConfiguration, "client">
  ): Paginator<GetInstallationsCommandOutput>;

  /**
   * @see {@link ListIntegrationsCommand}
   * @param args - command input.
   * @param paginationConfig - optional pagination config.
   * @returns AsyncIterable of {@link ListIntegrationsCommandOutput}.
   */
  paginateListIntegrations(
    args: ListIntegrationsCommandInput,
    paginationConfig?: Omit<PaginationConfiguration, "client">
  ): Paginator<ListIntegrationsCommandOutput>;

  /**
   * @see {@link ListTriggersCommand}
   * @param args - command input.
   * @param paginationConfig - optional pagination config.
   * @returns AsyncIterable of {@link ListTriggersCommandOutput}.
   */
  paginateListTriggers(
    args: ListTriggersCommandInput,
    paginationConfig?: Omit<PaginationConfiguration, "client">
  ): Paginator<ListTriggersCommandOutput>;
}

/**
 * Tokens of GitHub Apps whose private keys live in AWS KMS, and what is known about where those Apps are installed.
 *
 * Every operation is served by an IAM-protected Lambda function URL of its own, those on triggers by one, and those on
 * integrations by one. One client reaches all of them:
 * give it the URLs that the constructs CredentialManager, Workflows and InstallLinks expose under the same names, or a single `endpoint` for all
 * operations.
 * @public
 */
export class AppFramework extends AppFrameworkClient implements AppFramework {}
createAggregatedClient(commands, AppFramework, { paginators });
