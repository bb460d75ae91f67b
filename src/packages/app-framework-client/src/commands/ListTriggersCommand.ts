// smithy-typescript generated code
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { Command as $Command } from "@smithy/smithy-client";
import type { MetadataBearer as __MetadataBearer } from "@smithy/types";

import type { AppFrameworkClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from "../AppFrameworkClient";
import { commonParams } from "../endpoint/EndpointParameters";
import type { ListTriggersInput, ListTriggersOutput } from "../models/models_0";
import { ListTriggers$ } from "../schemas/schemas_0";

/**
 * @public
 */
export type { __MetadataBearer };
export { $Command };
/**
 * @public
 *
 * The input for {@link ListTriggersCommand}.
 */
export interface ListTriggersCommandInput extends ListTriggersInput {}
/**
 * @public
 *
 * The output of {@link ListTriggersCommand}.
 */
export interface ListTriggersCommandOutput extends ListTriggersOutput, __MetadataBearer {}

/**
 * Answers the triggers of an installation, by their ids, page by page.
 * @example
 * Use a bare-bones client and the command you need to make an API call.
 * ```javascript
 * import { AppFrameworkClient, ListTriggersCommand } from "@aws/app-framework-for-github-apps-on-aws-client"; // ES Modules import
 * // const { AppFrameworkClient, ListTriggersCommand } = require("@aws/app-framework-for-github-apps-on-aws-client"); // CommonJS import
 * // import type { AppFrameworkClientConfig } from "@aws/app-framework-for-github-apps-on-aws-client";
 * const config = {}; // type is AppFrameworkClientConfig
 * const client = new AppFrameworkClient(config);
 * const input = { // ListTriggersInput
 *   appId: Number("long"), // required
 *   installationId: Number("long"), // required
 *   maxResults: Number("int"),
 *   nextToken: "STRING_VALUE",
 * };
 * const command = new ListTriggersCommand(input);
 * const response = await client.send(command);
 * // { // ListTriggersOutput
 * //   triggers: [ // TriggerRecords // required
 * //     { // TriggerRecord
 * //       triggerId: "STRING_VALUE", // required
 * //       workflow: "STRING_VALUE", // required
 * //       repositoryId: Number("long"),
 * //       filters: { // TriggerFilters
 * //         event: "pull_request" || "push" || "merge_group" || "workflow_run" || "command" || "repository_dispatch" || "schedule", // required
 * //         actions: [ // TriggerTexts
 * //           "STRING_VALUE",
 * //         ],
 * //         branches: [
 * //           "STRING_VALUE",
 * //         ],
 * //         heads: [
 * //           "STRING_VALUE",
 * //         ],
 * //         tags: [
 * //           "STRING_VALUE",
 * //         ],
 * //         authors: [
 * //           "STRING_VALUE",
 * //         ],
 * //         labels: "<TriggerTexts>",
 * //         titles: "<TriggerTexts>",
 * //         types: "<TriggerTexts>",
 * //         cron: "STRING_VALUE",
 * //         rate: "STRING_VALUE",
 * //         timezone: "STRING_VALUE",
 * //         workflows: "<TriggerTexts>",
 * //         commands: "<TriggerTexts>",
 * //         conclusions: "<TriggerTexts>",
 * //         paths: "<TriggerTexts>",
 * //         whenUnknown: "run" || "skip",
 * //         whenFiltered: "nothing" || "skipped",
 * //         drafts: "run" || "skip" || "only",
 * //         forks: "approve" || "run" || "skip",
 * //         ignoreBots: true || false,
 * //         ignoreOwn: true || false,
 * //       },
 * //       parameters: "STRING_VALUE",
 * //       updatedAt: new Date("TIMESTAMP"), // required
 * //       dueAt: new Date("TIMESTAMP"),
 * //     },
 * //   ],
 * //   nextToken: "STRING_VALUE",
 * // };
 *
 * ```
 *
 * @param ListTriggersCommandInput - {@link ListTriggersCommandInput}
 * @returns {@link ListTriggersCommandOutput}
 * @see {@link ListTriggersCommandInput} for command's `input` shape.
 * @see {@link ListTriggersCommandOutput} for command's `response` shape.
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
export class ListTriggersCommand extends $Command
  .classBuilder<
    ListTriggersCommandInput,
    ListTriggersCommandOutput,
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
  .s("AppFramework", "ListTriggers", {})
  .n("AppFrameworkClient", "ListTriggersCommand")
  .sc(ListTriggers$)
  .build() {
  /** @internal type navigation helper, not in runtime. */
  protected declare static __types: {
    api: {
      input: ListTriggersInput;
      output: ListTriggersOutput;
    };
    sdk: {
      input: ListTriggersCommandInput;
      output: ListTriggersCommandOutput;
    };
  };
}
