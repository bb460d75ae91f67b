// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { GetAppTokenInput, GetAppTokenOutput } from "../models/models_0";
import { GetAppToken$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link GetAppTokenCommand}.
 */
export interface GetAppTokenCommandInput extends GetAppTokenInput {}
/**
 * @public
 *
 * The output of {@link GetAppTokenCommand}.
 */
export interface GetAppTokenCommandOutput extends GetAppTokenOutput, __MetadataBearer {}

/**
 * Answers a token that speaks for the GitHub App itself (a JWT signed in AWS KMS). It can list and manage the App's
 * installations and mint installation tokens without limit, so grant it sparingly.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, GetAppTokenCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, GetAppTokenCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // GetAppTokenInput
 *   appId: Number("long"), // required
 * };
 * const command = new GetAppTokenCommand(input);
 * const response = await client.send(command);
 * // { // GetAppTokenOutput
 * //   appToken: "STRING_VALUE", // required
 * //   appId: Number("long"), // required
 * //   expirationTime: new Date("TIMESTAMP"), // required
 * // };
 *
 * ```
 *
 * @param GetAppTokenCommandInput - {@link GetAppTokenCommandInput}
 * @returns {@link GetAppTokenCommandOutput}
 * @see {@link GetAppTokenCommandInput} for command's `input` shape.
 * @see {@link GetAppTokenCommandOutput} for command's `response` shape.
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
export class GetAppTokenCommand extends $Command
  .classBuilder<
    GetAppTokenCommandInput,
    GetAppTokenCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `GetAppToken` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "GetAppToken", {})
  .n("AppFrameworkClient", "GetAppTokenCommand")
  .sc(GetAppToken$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: GetAppTokenInput;
      output: GetAppTokenOutput;
    };
    sdk: {
      input: GetAppTokenCommandInput;
      output: GetAppTokenCommandOutput;
    };
  };
}
