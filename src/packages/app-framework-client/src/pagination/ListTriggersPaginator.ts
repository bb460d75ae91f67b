// smithy-typescript generated code
import { createPaginator } from "@smithy/core";
import type { Paginator } from "@smithy/types";

import { AppFrameworkClient } from "../AppFrameworkClient";
import {
  ListTriggersCommand,
  ListTriggersCommandInput,
  ListTriggersCommandOutput,
} from "../commands/ListTriggersCommand";
import type { AppFrameworkPaginationConfiguration } from "./Interfaces";

/**
 * @public
 */
export const paginateListTriggers: (
  config: AppFrameworkPaginationConfiguration,
  input: ListTriggersCommandInput,
  ...rest: any[]
) => Paginator<ListTriggersCommandOutput> = createPaginator<
  AppFrameworkPaginationConfiguration,
  ListTriggersCommandInput,
  ListTriggersCommandOutput
>(AppFrameworkClient, ListTriggersCommand, "nextToken", "nextToken", "maxResults");
