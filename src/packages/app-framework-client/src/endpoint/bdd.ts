// smithy-typescript generated code
import { BinaryDecisionDiagram } from "@smithy/util-endpoints";

const n="ref";
const a="isSet",
b="stringEquals",
c={[n]:"operation"},
d={[n]:"appTokenEndpoint"},
e={[n]:"installationAccessTokenEndpoint"},
f={[n]:"refreshCachedDataEndpoint"},
g={[n]:"installationRecordEndpoint"},
h={[n]:"installationsEndpoint"},
i={[n]:"revokeInstallationTokensEndpoint"},
j={[n]:"triggersEndpoint"},
k={[n]:"integrationsEndpoint"},
l={[n]:"endpoint"},
m={};
const _data={
  conditions: [
    [a,[c]],
    [a,[d]],
    [b,[c,"GetAppToken"]],
    [a,[e]],
    [b,[c,"GetInstallationToken"]],
    [a,[f]],
    [b,[c,"RefreshCachedData"]],
    [a,[g]],
    [b,[c,"GetInstallationData"]],
    [a,[h]],
    [b,[c,"GetInstallations"]],
    [a,[i]],
    [b,[c,"RevokeInstallationTokens"]],
    [a,[j]],
    [b,[c,"Triggers"]],
    [a,[k]],
    [b,[c,"Integrations"]],
    [a,[l]]
  ],
  results: [
    [-1],
    [d,m],
    [e,m],
    [f,m],
    [g,m],
    [h,m],
    [i,m],
    [j,m],
    [k,m],
    [l,m],
    [-1,"No endpoint is configured for this operation: set the operation's own endpoint, or `endpoint` for all of them."]
  ]
};

const root = 2;
const r = 100_000_000;
const nodes = new Int32Array([
  -1, 1, -1,
  0, 3, 19,
  1, 4, 5,
  2, r + 1, 5,
  3, 6, 7,
  4, r + 2, 7,
  5, 8, 9,
  6, r + 3, 9,
  7, 10, 11,
  8, r + 4, 11,
  9, 12, 13,
  10, r + 5, 13,
  11, 14, 15,
  12, r + 6, 15,
  13, 16, 17,
  14, r + 7, 17,
  15, 18, 19,
  16, r + 8, 19,
  17, r + 9, r + 10,
]);
export const bdd = BinaryDecisionDiagram.from(
  nodes, root, _data.conditions, _data.results
);
