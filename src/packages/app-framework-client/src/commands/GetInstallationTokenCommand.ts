// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { GetInstallationTokenInput, GetInstallationTokenOutput } from "../models/models_0";
import { GetInstallationToken$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link GetInstallationTokenCommand}.
 */
export interface GetInstallationTokenCommandInput extends GetInstallationTokenInput {}
/**
 * @public
 *
 * The output of {@link GetInstallationTokenCommand}.
 */
export interface GetInstallationTokenCommandOutput extends GetInstallationTokenOutput, __MetadataBearer {}

/**
 * Answers a token that acts for one installation of a GitHub App, cut down to `scopeDown` where that is given. Name the target
 * by exactly one of `nodeId`, `installationId`, `owner` and `enterprise`.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, GetInstallationTokenCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, GetInstallationTokenCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // GetInstallationTokenInput
 *   appId: Number("long"), // required
 *   nodeId: "STRING_VALUE",
 *   installationId: Number("long"),
 *   owner: "STRING_VALUE",
 *   enterprise: "STRING_VALUE",
 *   scopeDown: { // ScopeDown
 *     repositoryIds: [ // RepositoryIds
 *       Number("long"),
 *     ],
 *     repositoryNames: [ // RepositoryReferences
 *       "STRING_VALUE",
 *     ],
 *     permissions: { // Permissions
 *       "<keys>": "read" || "write" || "admin",
 *     },
 *   },
 *   minimumLifetime: Number("int"),
 *   fresh: true || false,
 *   unusableTokenHash: "STRING_VALUE",
 * };
 * const command = new GetInstallationTokenCommand(input);
 * const response = await client.send(command);
 * // { // GetInstallationTokenOutput
 * //   installationToken: "STRING_VALUE", // required
 * //   nodeId: "STRING_VALUE", // required
 * //   appId: Number("long"), // required
 * //   installationId: Number("long"), // required
 * //   expirationTime: new Date("TIMESTAMP"), // required
 * //   requestedScopeDown: { // ScopeDown
 * //     repositoryIds: [ // RepositoryIds
 * //       Number("long"),
 * //     ],
 * //     repositoryNames: [ // RepositoryReferences
 * //       "STRING_VALUE",
 * //     ],
 * //     permissions: { // Permissions
 * //       "<keys>": "read" || "write" || "admin",
 * //     },
 * //   },
 * //   actualScopeDown: { // ActualScope
 * //     repositoryIds: [
 * //       Number("long"),
 * //     ],
 * //     repositoryNames: [ // RepositoryNames
 * //       "STRING_VALUE",
 * //     ],
 * //     permissions: { // GrantedPermissions
 * //       "<keys>": "STRING_VALUE",
 * //     },
 * //   },
 * //   gitHubApiUrl: "STRING_VALUE",
 * // };
 *
 * ```
 *
 * @param GetInstallationTokenCommandInput - {@link GetInstallationTokenCommandInput}
 * @returns {@link GetInstallationTokenCommandOutput}
 * @see {@link GetInstallationTokenCommandInput} for command's `input` shape.
 * @see {@link GetInstallationTokenCommandOutput} for command's `response` shape.
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
export class GetInstallationTokenCommand extends $Command
  .classBuilder<
    GetInstallationTokenCommandInput,
    GetInstallationTokenCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `GetInstallationToken` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "GetInstallationToken", {})
  .n("AppFrameworkClient", "GetInstallationTokenCommand")
  .sc(GetInstallationToken$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: GetInstallationTokenInput;
      output: GetInstallationTokenOutput;
    };
    sdk: {
      input: GetInstallationTokenCommandInput;
      output: GetInstallationTokenCommandOutput;
    };
  };
}
