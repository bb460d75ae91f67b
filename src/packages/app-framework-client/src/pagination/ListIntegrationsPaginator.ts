// smithy-typescript generated code
import { createPaginator } from "@smithy/core";
import type { Paginator } from "@smithy/types";

import { AppFrameworkClient } from "../AppFrameworkClient";
import {
  ListIntegrationsCommand,
  ListIntegrationsCommandInput,
  ListIntegrationsCommandOutput,
} from "../commands/ListIntegrationsCommand";
import type { AppFrameworkPaginationConfiguration } from "./Interfaces";

/**
 * @public
 */
export const paginateListIntegrations: (
  config: AppFrameworkPaginationConfiguration,
  input: ListIntegrationsCommandInput,
  ...rest: any[]
) => Paginator<ListIntegrationsCommandOutput> = createPaginator<
  AppFrameworkPaginationConfiguration,
  ListIntegrationsCommandInput,
  ListIntegrationsCommandOutput
>(AppFrameworkClient, ListIntegrationsCommand, "nextToken", "nextToken", "maxResults");
