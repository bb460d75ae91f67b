// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { RefreshCachedDataInput, RefreshCachedDataOutput } from "../models/models_0";
import { RefreshCachedData$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link RefreshCachedDataCommand}.
 */
export interface RefreshCachedDataCommandInput extends RefreshCachedDataInput {}
/**
 * @public
 *
 * The output of {@link RefreshCachedDataCommand}.
 */
export interface RefreshCachedDataCommandOutput extends RefreshCachedDataOutput, __MetadataBearer {}

/**
 * Asks GitHub where every App with an imported key is installed and brings the installation table in line. One App that GitHub
 * refuses does not stop the others.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, RefreshCachedDataCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, RefreshCachedDataCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // RefreshCachedDataInput
 *   appId: Number("long"),
 * };
 * const command = new RefreshCachedDataCommand(input);
 * const response = await client.send(command);
 * // { // RefreshCachedDataOutput
 * //   message: "STRING_VALUE", // required
 * //   refreshedDate: new Date("TIMESTAMP"), // required
 * //   counts: { // RefreshCounts
 * //     apps: Number("long"), // required
 * //     installations: Number("long"), // required
 * //     written: Number("long"), // required
 * //     removed: Number("long"), // required
 * //     unchanged: Number("long"), // required
 * //   },
 * //   failures: [ // RefreshFailures
 * //     { // RefreshFailure
 * //       appId: Number("long"), // required
 * //       reason: "STRING_VALUE", // required
 * //     },
 * //   ],
 * // };
 *
 * ```
 *
 * @param RefreshCachedDataCommandInput - {@link RefreshCachedDataCommandInput}
 * @returns {@link RefreshCachedDataCommandOutput}
 * @see {@link RefreshCachedDataCommandInput} for command's `input` shape.
 * @see {@link RefreshCachedDataCommandOutput} for command's `response` shape.
 * @see {@link AppFrameworkClientResolvedConfig | config} for AppFrameworkClient's `config` shape.
 *
 * @throws {@link NotFoundError} (client fault)
 *  The App, the installation or the account is not known here, and GitHub does not know it either where it was asked.
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
export class RefreshCachedDataCommand extends $Command
  .classBuilder<
    RefreshCachedDataCommandInput,
    RefreshCachedDataCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `RefreshCachedData` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "RefreshCachedData", {})
  .n("AppFrameworkClient", "RefreshCachedDataCommand")
  .sc(RefreshCachedData$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: RefreshCachedDataInput;
      output: RefreshCachedDataOutput;
    };
    sdk: {
      input: RefreshCachedDataCommandInput;
      output: RefreshCachedDataCommandOutput;
    };
  };
}
