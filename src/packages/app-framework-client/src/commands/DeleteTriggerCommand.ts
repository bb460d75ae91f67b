// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { DeleteTriggerInput, DeleteTriggerOutput } from "../models/models_0";
import { DeleteTrigger$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link DeleteTriggerCommand}.
 */
export interface DeleteTriggerCommandInput extends DeleteTriggerInput {}
/**
 * @public
 *
 * The output of {@link DeleteTriggerCommand}.
 */
export interface DeleteTriggerCommandOutput extends DeleteTriggerOutput, __MetadataBearer {}

/**
 * Forgets a trigger: from the next event on it starts nothing. Jobs that it started go on.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, DeleteTriggerCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, DeleteTriggerCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // DeleteTriggerInput
 *   appId: Number("long"), // required
 *   installationId: Number("long"), // required
 *   triggerId: "STRING_VALUE", // required
 * };
 * const command = new DeleteTriggerCommand(input);
 * const response = await client.send(command);
 * // { // DeleteTriggerOutput
 * //   trigger: { // TriggerRecord
 * //     triggerId: "STRING_VALUE", // required
 * //     workflow: "STRING_VALUE", // required
 * //     repositoryId: Number("long"),
 * //     filters: { // TriggerFilters
 * //       event: "pull_request" || "push" || "merge_group" || "workflow_run" || "command" || "repository_dispatch" || "schedule", // required
 * //       actions: [ // TriggerTexts
 * //         "STRING_VALUE",
 * //       ],
 * //       branches: [
 * //         "STRING_VALUE",
 * //       ],
 * //       heads: [
 * //         "STRING_VALUE",
 * //       ],
 * //       tags: [
 * //         "STRING_VALUE",
 * //       ],
 * //       authors: [
 * //         "STRING_VALUE",
 * //       ],
 * //       labels: "<TriggerTexts>",
 * //       titles: "<TriggerTexts>",
 * //       types: "<TriggerTexts>",
 * //       cron: "STRING_VALUE",
 * //       rate: "STRING_VALUE",
 * //       timezone: "STRING_VALUE",
 * //       workflows: "<TriggerTexts>",
 * //       commands: "<TriggerTexts>",
 * //       conclusions: "<TriggerTexts>",
 * //       paths: "<TriggerTexts>",
 * //       whenUnknown: "run" || "skip",
 * //       whenFiltered: "nothing" || "skipped",
 * //       drafts: "run" || "skip" || "only",
 * //       forks: "approve" || "run" || "skip",
 * //       ignoreBots: true || false,
 * //       ignoreOwn: true || false,
 * //     },
 * //     parameters: "STRING_VALUE",
 * //     updatedAt: new Date("TIMESTAMP"), // required
 * //     dueAt: new Date("TIMESTAMP"),
 * //   },
 * // };
 *
 * ```
 *
 * @param DeleteTriggerCommandInput - {@link DeleteTriggerCommandInput}
 * @returns {@link DeleteTriggerCommandOutput}
 * @see {@link DeleteTriggerCommandInput} for command's `input` shape.
 * @see {@link DeleteTriggerCommandOutput} for command's `response` shape.
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
export class DeleteTriggerCommand extends $Command
  .classBuilder<
    DeleteTriggerCommandInput,
    DeleteTriggerCommandOutput,
    AppFrameworkClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
  .ep({
    ...commonParams,
    operation: { type: "staticContextParams", value: `Triggers` },
  })
  .m(function (this: any, Command: any, cs: any, config: AppFrameworkClientResolvedConfig, o: any) {
    return [getEndpointPlugin(config, Command.getEndpointParameterInstructions())];
  })
  .s("AppFramework", "DeleteTrigger", {})
  .n("AppFrameworkClient", "DeleteTriggerCommand")
  .sc(DeleteTrigger$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: DeleteTriggerInput;
      output: DeleteTriggerOutput;
    };
    sdk: {
      input: DeleteTriggerCommandInput;
      output: DeleteTriggerCommandOutput;
    };
  };
}
