// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { ListIntegrationsInput, ListIntegrationsOutput } from "../models/models_0";
import { ListIntegrations$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link ListIntegrationsCommand}.
 */
export interface ListIntegrationsCommandInput extends ListIntegrationsInput {}
/**
 * @public
 *
 * The output of {@link ListIntegrationsCommand}.
 */
export interface ListIntegrationsCommandOutput extends ListIntegrationsOutput, __MetadataBearer {}

/**
 * Answers the installations that belong to a user of your product, page by page, the newest first: those that are active, and those that ended
 * lately. Of an owner it is asked at GitHub, at most once an hour, whether they still are one.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, ListIntegrationsCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, ListIntegrationsCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // ListIntegrationsInput
 *   userId: "STRING_VALUE", // required
 *   maxResults: Number("int"),
 *   nextToken: "STRING_VALUE",
 * };
 * const command = new ListIntegrationsCommand(input);
 * const response = await client.send(command);
 * // { // ListIntegrationsOutput
 * //   integrations: [ // IntegrationRecords // required
 * //     { // IntegrationRecord
 * //       integrationId: "STRING_VALUE", // required
 * //       appId: Number("long"), // required
 * //       host: "STRING_VALUE", // required
 * //       accountId: Number("long"), // required
 * //       accountLogin: "STRING_VALUE", // required
 * //       accountType: "STRING_VALUE", // required
 * //       installationId: Number("long"), // required
 * //       status: "active" || "suspended" || "revoked" || "uninstalled" || "role-lost", // required
 * //       gitHubLogin: "STRING_VALUE", // required
 * //       createdAt: new Date("TIMESTAMP"), // required
 * //       endedAt: new Date("TIMESTAMP"),
 * //     },
 * //   ],
 * //   nextToken: "STRING_VALUE",
 * // };
 *
 * ```
 *
 * @param ListIntegrationsCommandInput - {@link ListIntegrationsCommandInput}
 * @returns {@link ListIntegrationsCommandOutput}
 * @see {@link ListIntegrationsCommandInput} for command's `input` shape.
 * @see {@link ListIntegrationsCommandOutput} for command's `response` shape.
 * @see {@link AppFrameworkClientResolvedConfig | config} for AppFrameworkClient's `config` shape.
 *
 * @throws {@link ValidationException} (client fault)
 *  A standard error for input validation failures.
 * This should be thrown by services when a member of the input structure
 * falls outside of the modeled or documented constraints.
 *
 * @throws {@link ClientSideError} (client fault)
 *  The request cannot be served as it is; the same request will fail again.
 *
 * @throws {@link ServerSideError} (server fault)
 *  The service failed. The reason is in its log under the request id.
 *
 * @throws {@link SerializationException} (client fault)
 *  The body is not JSON, or a value in it has another type than the model says.
 *
 * @throws {@link UnknownOperationException} (client fault)
 *  No operation lives at this method and path.
 *
 * @throws {@link UnsupportedMediaTypeException} (client fault)
 *  The body is not declared as `application/json`.
 *
 * @throws {@link PayloadTooLargeException} (client fault)
 *  The body is larger than the service reads.
 *
 * @throws {@link AppFrameworkServiceException}
 * <p>Base exception class for all service exceptions from AppFramework service.</p>
 *
 *
 * @public
 */
export class ListIntegrationsCommand extends $Command
  .classBuilder<
    ListIntegrationsCommandInput,
    ListIntegrationsCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `Integrations` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "ListIntegrations", {})
  .n("AppFrameworkClient", "ListIntegrationsCommand")
  .sc(ListIntegrations$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: ListIntegrationsInput;
      output: ListIntegrationsOutput;
    };
    sdk: {
      input: ListIntegrationsCommandInput;
      output: ListIntegrationsCommandOutput;
    };
  };
}
