// smithy-typescript generated code
import { createPaginator } from "@smithy/core";
import type { Paginator } from "@smithy/types";

import { AppFrameworkClient } from "../AppFrameworkClient";
import {
  GetInstallationsCommand,
  GetInstallationsCommandInput,
  GetInstallationsCommandOutput,
} from "../commands/GetInstallationsCommand";
import type { AppFrameworkPaginationConfiguration } from "./Interfaces";

/**
 * @public
 */
export const paginateGetInstallations: (
  config: AppFrameworkPaginationConfiguration,
  input: GetInstallationsCommandInput,
  ...rest: any[]
) => Paginator<GetInstallationsCommandOutput> = createPaginator<
  AppFrameworkPaginationConfiguration,
  GetInstallationsCommandInput,
  GetInstallationsCommandOutput
>(AppFrameworkClient, GetInstallationsCommand, "nextToken", "nextToken", "maxResults");
