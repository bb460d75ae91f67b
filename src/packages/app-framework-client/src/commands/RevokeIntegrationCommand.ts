// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { RevokeIntegrationInput, RevokeIntegrationOutput } from "../models/models_0";
import { RevokeIntegration$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link RevokeIntegrationCommand}.
 */
export interface RevokeIntegrationCommandInput extends RevokeIntegrationInput {}
/**
 * @public
 *
 * The output of {@link RevokeIntegrationCommand}.
 */
export interface RevokeIntegrationCommandOutput extends RevokeIntegrationOutput, __MetadataBearer {}

/**
 * Ends an integration: from then on the installation does not belong to the user. Asked twice is as good as once. At GitHub the App stays
 * installed, unless that is to end, too, and nobody else's integration is left of it.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, RevokeIntegrationCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, RevokeIntegrationCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // RevokeIntegrationInput
 *   userId: "STRING_VALUE", // required
 *   integrationId: "STRING_VALUE", // required
 *   uninstall: true || false,
 * };
 * const command = new RevokeIntegrationCommand(input);
 * const response = await client.send(command);
 * // { // RevokeIntegrationOutput
 * //   integration: { // IntegrationRecord
 * //     integrationId: "STRING_VALUE", // required
 * //     appId: Number("long"), // required
 * //     host: "STRING_VALUE", // required
 * //     accountId: Number("long"), // required
 * //     accountLogin: "STRING_VALUE", // required
 * //     accountType: "STRING_VALUE", // required
 * //     installationId: Number("long"), // required
 * //     status: "active" || "suspended" || "revoked" || "uninstalled" || "role-lost", // required
 * //     gitHubLogin: "STRING_VALUE", // required
 * //     createdAt: new Date("TIMESTAMP"), // required
 * //     endedAt: new Date("TIMESTAMP"),
 * //   },
 * //   leftAtGitHub: "STRING_VALUE",
 * // };
 *
 * ```
 *
 * @param RevokeIntegrationCommandInput - {@link RevokeIntegrationCommandInput}
 * @returns {@link RevokeIntegrationCommandOutput}
 * @see {@link RevokeIntegrationCommandInput} for command's `input` shape.
 * @see {@link RevokeIntegrationCommandOutput} for command's `response` shape.
 * @see {@link AppFrameworkClientResolvedConfig | config} for AppFrameworkClient's `config` shape.
 *
 * @throws {@link NotFoundError} (client fault)
 *  The App, the installation or the account is not known here, and GitHub does not know it either where it was asked.
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
export class RevokeIntegrationCommand extends $Command
  .classBuilder<
    RevokeIntegrationCommandInput,
    RevokeIntegrationCommandOutput,
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
  .s("AppFramework", "RevokeIntegration", {})
  .n("AppFrameworkClient", "RevokeIntegrationCommand")
  .sc(RevokeIntegration$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: RevokeIntegrationInput;
      output: RevokeIntegrationOutput;
    };
    sdk: {
      input: RevokeIntegrationCommandInput;
      output: RevokeIntegrationCommandOutput;
    };
  };
}
