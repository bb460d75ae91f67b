// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { CreateInstallLinkInput, CreateInstallLinkOutput } from "../models/models_0";
import { CreateInstallLink$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link CreateInstallLinkCommand}.
 */
export interface CreateInstallLinkCommandInput extends CreateInstallLinkInput {}
/**
 * @public
 *
 * The output of {@link CreateInstallLinkCommand}.
 */
export interface CreateInstallLinkCommandOutput extends CreateInstallLinkOutput, __MetadataBearer {}

/**
 * Makes a link by which a user of your product installs an App, or chooses an installation that is there. It is good once, for an hour.
 * What is installed by it belongs to the user only where whoever signs in at GitHub controls the account.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, CreateInstallLinkCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, CreateInstallLinkCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // CreateInstallLinkInput
 *   appId: Number("long"), // required
 *   userId: "STRING_VALUE", // required
 *   userLabel: "STRING_VALUE", // required
 * };
 * const command = new CreateInstallLinkCommand(input);
 * const response = await client.send(command);
 * // { // CreateInstallLinkOutput
 * //   url: "STRING_VALUE", // required
 * //   expirationTime: new Date("TIMESTAMP"), // required
 * // };
 *
 * ```
 *
 * @param CreateInstallLinkCommandInput - {@link CreateInstallLinkCommandInput}
 * @returns {@link CreateInstallLinkCommandOutput}
 * @see {@link CreateInstallLinkCommandInput} for command's `input` shape.
 * @see {@link CreateInstallLinkCommandOutput} for command's `response` shape.
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
export class CreateInstallLinkCommand extends $Command
  .classBuilder<
    CreateInstallLinkCommandInput,
    CreateInstallLinkCommandOutput,
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
  .s("AppFramework", "CreateInstallLink", {})
  .n("AppFrameworkClient", "CreateInstallLinkCommand")
  .sc(CreateInstallLink$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: CreateInstallLinkInput;
      output: CreateInstallLinkOutput;
    };
    sdk: {
      input: CreateInstallLinkCommandInput;
      output: CreateInstallLinkCommandOutput;
    };
  };
}
