// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { GetInstallationDataInput, GetInstallationDataOutput } from "../models/models_0";
import { GetInstallationData$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link GetInstallationDataCommand}.
 */
export interface GetInstallationDataCommandInput extends GetInstallationDataInput {}
/**
 * @public
 *
 * The output of {@link GetInstallationDataCommand}.
 */
export interface GetInstallationDataCommandOutput extends GetInstallationDataOutput, __MetadataBearer {}

/**
 * Answers what is known about one account that Apps are installed on, an entry an App, without asking GitHub. Name the account by
 * exactly one of `nodeId`, `installationId`, `owner` and `enterprise`.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, GetInstallationDataCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, GetInstallationDataCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // GetInstallationDataInput
 *   nodeId: "STRING_VALUE",
 *   installationId: Number("long"),
 *   owner: "STRING_VALUE",
 *   enterprise: "STRING_VALUE",
 * };
 * const command = new GetInstallationDataCommand(input);
 * const response = await client.send(command);
 * // { // GetInstallationDataOutput
 * //   installations: [ // InstallationRecords // required
 * //     { // InstallationRecord
 * //       appId: Number("long"), // required
 * //       installationId: Number("long"), // required
 * //       nodeId: "STRING_VALUE", // required
 * //       targetType: "STRING_VALUE", // required
 * //       name: "STRING_VALUE", // required
 * //       repositorySelection: "STRING_VALUE",
 * //       permissions: { // GrantedPermissions
 * //         "<keys>": "STRING_VALUE",
 * //       },
 * //       suspendedAt: new Date("TIMESTAMP"),
 * //     },
 * //   ],
 * // };
 *
 * ```
 *
 * @param GetInstallationDataCommandInput - {@link GetInstallationDataCommandInput}
 * @returns {@link GetInstallationDataCommandOutput}
 * @see {@link GetInstallationDataCommandInput} for command's `input` shape.
 * @see {@link GetInstallationDataCommandOutput} for command's `response` shape.
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
export class GetInstallationDataCommand extends $Command
  .classBuilder<
    GetInstallationDataCommandInput,
    GetInstallationDataCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `GetInstallationData` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "GetInstallationData", {})
  .n("AppFrameworkClient", "GetInstallationDataCommand")
  .sc(GetInstallationData$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: GetInstallationDataInput;
      output: GetInstallationDataOutput;
    };
    sdk: {
      input: GetInstallationDataCommandInput;
      output: GetInstallationDataCommandOutput;
    };
  };
}
