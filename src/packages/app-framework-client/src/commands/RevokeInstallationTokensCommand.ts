// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { RevokeInstallationTokensInput, RevokeInstallationTokensOutput } from "../models/models_0";
import { RevokeInstallationTokens$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link RevokeInstallationTokensCommand}.
 */
export interface RevokeInstallationTokensCommandInput extends RevokeInstallationTokensInput {}
/**
 * @public
 *
 * The output of {@link RevokeInstallationTokensCommand}.
 */
export interface RevokeInstallationTokensCommandOutput extends RevokeInstallationTokensOutput, __MetadataBearer {}

/**
 * Makes every live token that this deployment minted for an App, or for one installation of it, unusable. GitHub lets only a token
 * revoke itself, so tokens that others minted with the App's key are out of reach: `suspend` stops those as well.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, RevokeInstallationTokensCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, RevokeInstallationTokensCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // RevokeInstallationTokensInput
 *   appId: Number("long"), // required
 *   nodeId: "STRING_VALUE",
 *   installationId: Number("long"),
 *   owner: "STRING_VALUE",
 *   enterprise: "STRING_VALUE",
 *   suspend: true || false,
 * };
 * const command = new RevokeInstallationTokensCommand(input);
 * const response = await client.send(command);
 * // { // RevokeInstallationTokensOutput
 * //   message: "STRING_VALUE", // required
 * //   revoked: Number("long"), // required
 * //   failed: Number("long"), // required
 * //   unknown: Number("long"), // required
 * //   suspended: Number("long"), // required
 * //   unknownTokensUntil: new Date("TIMESTAMP"),
 * // };
 *
 * ```
 *
 * @param RevokeInstallationTokensCommandInput - {@link RevokeInstallationTokensCommandInput}
 * @returns {@link RevokeInstallationTokensCommandOutput}
 * @see {@link RevokeInstallationTokensCommandInput} for command's `input` shape.
 * @see {@link RevokeInstallationTokensCommandOutput} for command's `response` shape.
 * @see {@link AppFrameworkClientResolvedConfig | config} for AppFrameworkClient's `config` shape.
 *
 * @throws {@link NotFoundError} (client fault)
 *  The App, the installation or the account is not known here, and GitHub does not know it either where it was asked.
 *
 * @throws {@link AccessDeniedError} (client fault)
 *  GitHub or a policy of this deployment does not allow it.
 *
 * @throws {@link ThrottledError} (client fault)
 *  GitHub asks to slow down. Try again after the time given.
 *
 * @throws {@link GitHubFailedError} (server fault)
 *  GitHub did not answer, or answered with an error of its own.
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
export class RevokeInstallationTokensCommand extends $Command
  .classBuilder<
    RevokeInstallationTokensCommandInput,
    RevokeInstallationTokensCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `RevokeInstallationTokens` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "RevokeInstallationTokens", {})
  .n("AppFrameworkClient", "RevokeInstallationTokensCommand")
  .sc(RevokeInstallationTokens$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: RevokeInstallationTokensInput;
      output: RevokeInstallationTokensOutput;
    };
    sdk: {
      input: RevokeInstallationTokensCommandInput;
      output: RevokeInstallationTokensCommandOutput;
    };
  };
}
