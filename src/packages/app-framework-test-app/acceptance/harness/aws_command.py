"""Stands in for the AWS command line, which a machine need not have: `aws SERVICE OPERATION --member value`, by the models that it is made of."""

import json
import os
import pathlib
import sys

import botocore.session
import jmespath
from botocore import xform_name


def argument(name, text):
    if text.startswith("file://"):
        return pathlib.Path(text[len("file://"):]).read_text()
    return text


def main(service, operation, *rest):
    client = botocore.session.get_session().create_client(
        service, region_name=os.environ["AWS_REGION"], endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    waiter, options = None, list(rest)
    if operation == "wait":
        waiter, *options = options
        known = client.get_waiter(waiter.replace("-", "_"))
        shape = client.meta.service_model.operation_model(known.config.operation).input_shape
    else:
        method = operation.replace("-", "_")
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    members = {"--" + xform_name(name, "-"): name for name in shape.members}
    given, shown = {}, {"--query": "@", "--output": "json"}
    while options:
        option = options.pop(0)
        if option in shown:
            shown[option] = options.pop(0)
            continue
        if option not in members:
            sys.exit(f"aws {service} {operation} has no option {option}.")
        kind = shape.members[members[option]].type_name
        given[members[option]] = True if kind == "boolean" else argument(option, options.pop(0))
    if waiter:
        known.wait(**given, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        return
    answer = getattr(client, method)(**given)
    answer.pop("ResponseMetadata")
    found = jmespath.search(shown["--query"], answer)
    if shown["--output"] == "json":
        print(json.dumps(found, default=str, indent=2))
        return
    for row in found if isinstance(found, list) else [found]:
        print("\t".join(map(str, row)) if isinstance(row, list) else row)


main(*sys.argv[1:])
