// smithy-typescript generated code
import type { PaginationConfiguration } from "@smithy/types";

import { AppFrameworkClient } from "../AppFrameworkClient";

/**
 * @public
 */
export interface AppFrameworkPaginationConfiguration extends PaginationConfiguration {
  client: AppFrameworkClient;
}
