"""Keys that material is wrapped with are made twice, not for each import.

KMS makes a pair for each GetParametersForImport and keeps it with the key. MiniStack does so too, which takes half a second to
three of 4096 bits in which nothing else is answered, and a test of this product imports a key for each App. Here two pairs of
each size are used in turn: two imports after each other never share one.

https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html
"""

import types

from ministack.services import kms

from emulator.shape import function, need

PAIRS = 2


def apply() -> None:
    get_parameters = function(kms, "_get_parameters_for_import", "data")
    need("rsa" in get_parameters.__code__.co_names, "wrapping keys are made by `rsa.generate_private_key`")
    made: dict[tuple[int, int], list] = {}

    def next_of(public_exponent, key_size):
        pairs = made.setdefault((public_exponent, key_size), [])
        pair = kms.rsa.generate_private_key(public_exponent, key_size) if len(pairs) < PAIRS else pairs.pop(0)
        pairs.append(pair)
        return pair

    # The same function, which alone takes its pairs from here: keys that it makes for others stay their own.
    visible = {**vars(kms), "rsa": types.SimpleNamespace(generate_private_key=next_of)}
    in_turn = types.FunctionType(get_parameters.__code__, visible)
    kms._get_parameters_for_import = in_turn
