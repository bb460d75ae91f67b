"""The gaps between MiniStack and AWS that this product meets, one module each.

A module has a doc comment that says what AWS does and `apply()`, which asserts what it relies on and then patches the
running process. Each has a contract test that fails without it; `EMU_WITHOUT=<name>` leaves one out to show that.
"""

import importlib
import sys

# The order matters twice: `execution_definition` is around what runs executions under their role, and `unread_properties`
# watches what all the provisioners before it read.
PATCHES = (
    "alarm_dimensions",
    "alarm_evaluation",
    "alarm_math",
    "alarm_missing_data",
    "assume_tls",
    "dynamodb_attributes",
    "dynamodb_leading_keys",
    "dynamodb_table_deletion",
    "dynamodb_table_properties",
    "dynamodb_tagged_table",
    "embedded_metrics",
    "event_bus_entries",
    "event_bus_rules",
    "event_source_role",
    "event_source_throttles",
    "event_source_visibility",
    "event_target_asynchronous",
    "event_target_delivery",
    "execution_ends_once",
    "execution_input_limit",
    "execution_open_start",
    "execution_redrive",
    "execution_time_out",
    "express_executions",
    "function_error_names",
    "function_logs",
    "function_url_address",
    "function_url_caller",
    "function_url_crash",
    "function_url_needs_invoke_function",
    "function_url_other_account",
    "generated_secret",
    "host_node_runtime",
    "iam_simulated_requests",
    "kms_condition_keys",
    "kms_create_key_needs_tag_resource",
    "kms_key_lag",
    "kms_key_states",
    "kms_lockout_check_key",
    "kms_tag_lag",
    "kms_wrapping_keys",
    "lambda_metrics",
    "lambda_payload_caps",
    "log_group_names",
    "log_query_groups",
    "nested_stack_attributes",
    "nested_stack_deletion",
    "parameters_by_path",
    "placeholder_types",
    "queue_metrics",
    "rest_api_access_logs",
    "rest_api_body_limit",
    "rest_api_function_failure",
    "rest_api_header_names",
    "rest_api_permission",
    "s3_bucket_deletion",
    "s3_bucket_tags",
    "secret_reference",
    "signed_body",
    "signed_region",
    "signed_service",
    "state_machine_role",
    "execution_definition",
    "task_tokens",
    "waf_is_not_enforced",
    "waf_lock_tokens",
    "waf_names",
    "web_identity_repository",
    "unread_properties",
)


def apply_all(without: str) -> list[str]:
    """Apply every patch but those named in `without` (separated by commas); answers the names applied."""
    left_out = {name for name in without.split(",") if name}
    if unknown := left_out - set(PATCHES):
        sys.exit(f"emulator: EMU_WITHOUT names no patch: {', '.join(sorted(unknown))}. There are {', '.join(PATCHES)}.")
    names = [name for name in PATCHES if name not in left_out]
    for name in names:
        importlib.import_module(f"emulator.patches.{name}").apply()
    return names
