"""A set of addresses or a group of rules of WAF is changed only by whoever has read its last version.

AWS refuses an update or a deletion whose lock token is not the newest: somebody else was faster. MiniStack asks for it of web
ACLs and sets of patterns, and lets every token pass for the others.

https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html
"""

from ministack.services import waf

from emulator.shape import function, need

STORES = {"ip_set": "_ip_sets", "rule_group": "_rule_groups"}
MOVED_ON = "The resource you are trying to update has been modified by another request."


def apply() -> None:
    of_scope = function(waf, "_resource_from_scope", "store", "uid", "scope")
    refusal = function(waf, "_waf_err", "code", "message")

    def only_of_the_last_version(change, store):
        def changed(data):
            kept = of_scope(getattr(waf, store), data.get("Id", ""), data.get("Scope", "REGIONAL"))
            if kept and data.get("LockToken") != kept["LockToken"]:
                return refusal("WAFOptimisticLockException", MOVED_ON)
            return change(data)

        return changed

    for kind, name in STORES.items():
        need(hasattr(waf, name), f"the store {name} of WAF")
        for change in (f"_update_{kind}", f"_delete_{kind}"):
            setattr(waf, change, only_of_the_last_version(function(waf, change, "data"), name))
