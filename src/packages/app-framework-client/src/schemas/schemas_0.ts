const _ADE = "AccessDeniedError";
const _AS = "ActualScope";
const _CIL = "CreateInstallLink";
const _CILI = "CreateInstallLinkInput";
const _CILO = "CreateInstallLinkOutput";
const _CSE = "ClientSideError";
const _DT = "DeleteTrigger";
const _DTI = "DeleteTriggerInput";
const _DTO = "DeleteTriggerOutput";
const _GAT = "GetAppToken";
const _GATI = "GetAppTokenInput";
const _GATO = "GetAppTokenOutput";
const _GHFE = "GitHubFailedError";
const _GI = "GetInstallations";
const _GID = "GetInstallationData";
const _GIDI = "GetInstallationDataInput";
const _GIDO = "GetInstallationDataOutput";
const _GII = "GetInstallationsInput";
const _GIO = "GetInstallationsOutput";
const _GIT = "GetInstallationToken";
const _GITI = "GetInstallationTokenInput";
const _GITO = "GetInstallationTokenOutput";
const _IR = "InstallationRecord";
const _IRn = "IntegrationRecord";
const _IRns = "InstallationRecords";
const _IRnt = "IntegrationRecords";
const _LI = "ListIntegrations";
const _LII = "ListIntegrationsInput";
const _LIO = "ListIntegrationsOutput";
const _LT = "ListTriggers";
const _LTI = "ListTriggersInput";
const _LTO = "ListTriggersOutput";
const _NFE = "NotFoundError";
const _PT = "PutTrigger";
const _PTI = "PutTriggerInput";
const _PTLE = "PayloadTooLargeException";
const _PTO = "PutTriggerOutput";
const _RA = "Retry-After";
const _RC = "RefreshCounts";
const _RCD = "RefreshCachedData";
const _RCDI = "RefreshCachedDataInput";
const _RCDO = "RefreshCachedDataOutput";
const _RF = "RefreshFailure";
const _RFe = "RefreshFailures";
const _RI = "RevokeIntegration";
const _RII = "RevokeIntegrationInput";
const _RIO = "RevokeIntegrationOutput";
const _RIT = "RevokeInstallationTokens";
const _RITI = "RevokeInstallationTokensInput";
const _RITO = "RevokeInstallationTokensOutput";
const _SD = "ScopeDown";
const _SE = "SerializationException";
const _SSE = "ServerSideError";
const _ST = "SecretToken";
const _TD = "TriggerDecision";
const _TDr = "TriggerDecisions";
const _TE = "ThrottledError";
const _TF = "TriggerFilters";
const _TR = "TriggerRecord";
const _TRr = "TriggerRecords";
const _TT = "TestTrigger";
const _TTI = "TestTriggerInput";
const _TTO = "TestTriggerOutput";
const _UMTE = "UnsupportedMediaTypeException";
const _UOE = "UnknownOperationException";
const _VE = "ValidationException";
const _VEF = "ValidationExceptionField";
const _VEFL = "ValidationExceptionFieldList";
const _a = "apps";
const _aI = "appId";
const _aIc = "accountId";
const _aL = "accountLogin";
const _aSD = "actualScopeDown";
const _aT = "appToken";
const _aTc = "accountType";
const _ac = "actions";
const _au = "authors";
const _aw = "awaits";
const _b = "branches";
const _c = "client";
const _cA = "createdAt";
const _co = "counts";
const _com = "commands";
const _con = "conclusions";
const _cr = "cron";
const _d = "decisions";
const _dA = "dueAt";
const _dI = "deliveryId";
const _dr = "drafts";
const _e = "error";
const _eA = "endedAt";
const _eT = "expirationTime";
const _en = "enterprise";
const _ev = "event";
const _f = "fresh";
const _fL = "fieldList";
const _fa = "failures";
const _fai = "failed";
const _fi = "filters";
const _fil = "files";
const _fo = "forks";
const _gHAU = "gitHubApiUrl";
const _gHL = "gitHubLogin";
const _h = "host";
const _hE = "httpError";
const _hH = "httpHeader";
const _he = "heads";
const _ht = "http";
const _i = "installations";
const _iB = "ignoreBots";
const _iI = "installationId";
const _iIn = "integrationId";
const _iO = "ignoreOwn";
const _iT = "installationToken";
const _in = "integrations";
const _int = "integration";
const _l = "labels";
const _lAGH = "leftAtGitHub";
const _m = "message";
const _mL = "minimumLifetime";
const _mR = "maxResults";
const _me = "meant";
const _n = "name";
const _nI = "nodeId";
const _nT = "nextToken";
const _o = "owner";
const _ou = "outcome";
const _p = "permissions";
const _pa = "parameters";
const _pat = "paths";
const _path = "path";
const _pay = "payload";
const _r = "removed";
const _rA = "retryAfter";
const _rAS = "retryAfterSeconds";
const _rB = "refusedBy";
const _rD = "refreshedDate";
const _rI = "repositoryIds";
const _rIe = "repositoryId";
const _rN = "repositoryNames";
const _rS = "repositorySelection";
const _rSD = "requestedScopeDown";
const _ra = "rate";
const _re = "reason";
const _rev = "revoked";
const _s = "smithy.ts.sdk.synthetic.framework.api";
const _sA = "suspendedAt";
const _sD = "scopeDown";
const _se = "server";
const _st = "status";
const _su = "suspend";
const _sus = "suspended";
const _t = "trigger";
const _tI = "triggerId";
const _tT = "targetType";
const _ta = "tags";
const _ti = "titles";
const _tim = "timezone";
const _tr = "triggers";
const _ty = "types";
const _u = "url";
const _uA = "updatedAt";
const _uI = "userId";
const _uL = "userLabel";
const _uTH = "unusableTokenHash";
const _uTU = "unknownTokensUntil";
const _un = "unchanged";
const _uni = "uninstall";
const _unk = "unknown";
const _v = "value";
const _w = "workflow";
const _wF = "whenFiltered";
const _wU = "whenUnknown";
const _wo = "workflows";
const _wr = "written";
const n0 = "framework.api";
const n1 = "smithy.framework";

// smithy-typescript generated code
import { TypeRegistry } from "@smithy/core/schema";
import type {
  StaticErrorSchema,
  StaticListSchema,
  StaticMapSchema,
  StaticOperationSchema,
  StaticSimpleSchema,
  StaticStructureSchema,
} from "@smithy/types";

import { AppFrameworkServiceException } from "../models/AppFrameworkServiceException";
import {
  AccessDeniedError,
  ClientSideError,
  GitHubFailedError,
  NotFoundError,
  PayloadTooLargeException,
  SerializationException,
  ServerSideError,
  ThrottledError,
  UnknownOperationException,
  UnsupportedMediaTypeException,
  ValidationException,
} from "../models/errors";

/* eslint no-var: 0 */
const _s_registry = TypeRegistry.for(_s);
export var AppFrameworkServiceException$: StaticErrorSchema = [-3, _s, "AppFrameworkServiceException", 0, [], []];
_s_registry.registerError(AppFrameworkServiceException$, AppFrameworkServiceException);
const n0_registry = TypeRegistry.for(n0);
const n1_registry = TypeRegistry.for(n1);
export var AccessDeniedError$: StaticErrorSchema = [-3, n0, _ADE,
  { [_e]: _c, [_hE]: 403 },
  [_m],
  [0], 1
];
n0_registry.registerError(AccessDeniedError$, AccessDeniedError);
export var ClientSideError$: StaticErrorSchema = [-3, n0, _CSE,
  { [_e]: _c, [_hE]: 400 },
  [_m],
  [0], 1
];
n0_registry.registerError(ClientSideError$, ClientSideError);
export var GitHubFailedError$: StaticErrorSchema = [-3, n0, _GHFE,
  { [_e]: _se, [_hE]: 502 },
  [_m],
  [0], 1
];
n0_registry.registerError(GitHubFailedError$, GitHubFailedError);
export var NotFoundError$: StaticErrorSchema = [-3, n0, _NFE,
  { [_e]: _c, [_hE]: 404 },
  [_m],
  [0], 1
];
n0_registry.registerError(NotFoundError$, NotFoundError);
export var PayloadTooLargeException$: StaticErrorSchema = [-3, n0, _PTLE,
  { [_e]: _c, [_hE]: 413 },
  [_m],
  [0], 1
];
n0_registry.registerError(PayloadTooLargeException$, PayloadTooLargeException);
export var SerializationException$: StaticErrorSchema = [-3, n0, _SE,
  { [_e]: _c, [_hE]: 400 },
  [_m],
  [0], 1
];
n0_registry.registerError(SerializationException$, SerializationException);
export var ServerSideError$: StaticErrorSchema = [-3, n0, _SSE,
  { [_e]: _se, [_hE]: 500 },
  [_m],
  [0], 1
];
n0_registry.registerError(ServerSideError$, ServerSideError);
export var ThrottledError$: StaticErrorSchema = [-3, n0, _TE,
  { [_e]: _c, [_hE]: 429 },
  [_m, _rAS, _rA],
  [0, 1, [1, { [_hH]: _RA }]], 2
];
n0_registry.registerError(ThrottledError$, ThrottledError);
export var UnknownOperationException$: StaticErrorSchema = [-3, n0, _UOE,
  { [_e]: _c, [_hE]: 404 },
  [_m],
  [0], 1
];
n0_registry.registerError(UnknownOperationException$, UnknownOperationException);
export var UnsupportedMediaTypeException$: StaticErrorSchema = [-3, n0, _UMTE,
  { [_e]: _c, [_hE]: 415 },
  [_m],
  [0], 1
];
n0_registry.registerError(UnsupportedMediaTypeException$, UnsupportedMediaTypeException);
export var ValidationException$: StaticErrorSchema = [-3, n1, _VE,
  { [_e]: _c },
  [_m, _fL],
  [0, () => ValidationExceptionFieldList], 1
];
n1_registry.registerError(ValidationException$, ValidationException);
/**
 * TypeRegistry instances containing modeled errors.
 * @internal
 *
 */
export const errorTypeRegistries = [
  _s_registry,
  n0_registry,
  n1_registry,
]
var SecretToken: StaticSimpleSchema = [0, n0, _ST, 8, 0];
export var ActualScope$: StaticStructureSchema = [3, n0, _AS,
  0,
  [_rI, _rN, _p],
  [64 | 1, 64 | 0, 128 | 0]
];
export var CreateInstallLinkInput$: StaticStructureSchema = [3, n0, _CILI,
  0,
  [_aI, _uI, _uL],
  [1, 0, 0], 3
];
export var CreateInstallLinkOutput$: StaticStructureSchema = [3, n0, _CILO,
  0,
  [_u, _eT],
  [0, 5], 2
];
export var DeleteTriggerInput$: StaticStructureSchema = [3, n0, _DTI,
  0,
  [_aI, _iI, _tI],
  [1, 1, 0], 3
];
export var DeleteTriggerOutput$: StaticStructureSchema = [3, n0, _DTO,
  0,
  [_t],
  [() => TriggerRecord$], 1
];
export var GetAppTokenInput$: StaticStructureSchema = [3, n0, _GATI,
  0,
  [_aI],
  [1], 1
];
export var GetAppTokenOutput$: StaticStructureSchema = [3, n0, _GATO,
  0,
  [_aT, _aI, _eT],
  [[() => SecretToken, 0], 1, 5], 3
];
export var GetInstallationDataInput$: StaticStructureSchema = [3, n0, _GIDI,
  0,
  [_nI, _iI, _o, _en],
  [0, 1, 0, 0]
];
export var GetInstallationDataOutput$: StaticStructureSchema = [3, n0, _GIDO,
  0,
  [_i],
  [() => InstallationRecords], 1
];
export var GetInstallationsInput$: StaticStructureSchema = [3, n0, _GII,
  0,
  [_aI, _mR, _nT],
  [1, 1, 0]
];
export var GetInstallationsOutput$: StaticStructureSchema = [3, n0, _GIO,
  0,
  [_i, _nT],
  [() => InstallationRecords, 0], 1
];
export var GetInstallationTokenInput$: StaticStructureSchema = [3, n0, _GITI,
  0,
  [_aI, _nI, _iI, _o, _en, _sD, _mL, _f, _uTH],
  [1, 0, 1, 0, 0, () => ScopeDown$, 1, 2, 0], 1
];
export var GetInstallationTokenOutput$: StaticStructureSchema = [3, n0, _GITO,
  0,
  [_iT, _nI, _aI, _iI, _eT, _aSD, _rSD, _gHAU],
  [[() => SecretToken, 0], 0, 1, 1, 5, () => ActualScope$, () => ScopeDown$, 0], 6
];
export var InstallationRecord$: StaticStructureSchema = [3, n0, _IR,
  0,
  [_aI, _iI, _nI, _tT, _n, _rS, _p, _sA],
  [1, 1, 0, 0, 0, 0, 128 | 0, 5], 5
];
export var IntegrationRecord$: StaticStructureSchema = [3, n0, _IRn,
  0,
  [_iIn, _aI, _h, _aIc, _aL, _aTc, _iI, _st, _gHL, _cA, _eA],
  [0, 1, 0, 1, 0, 0, 1, 0, 0, 5, 5], 10
];
export var ListIntegrationsInput$: StaticStructureSchema = [3, n0, _LII,
  0,
  [_uI, _mR, _nT],
  [0, 1, 0], 1
];
export var ListIntegrationsOutput$: StaticStructureSchema = [3, n0, _LIO,
  0,
  [_in, _nT],
  [() => IntegrationRecords, 0], 1
];
export var ListTriggersInput$: StaticStructureSchema = [3, n0, _LTI,
  0,
  [_aI, _iI, _mR, _nT],
  [1, 1, 1, 0], 2
];
export var ListTriggersOutput$: StaticStructureSchema = [3, n0, _LTO,
  0,
  [_tr, _nT],
  [() => TriggerRecords, 0], 1
];
export var PutTriggerInput$: StaticStructureSchema = [3, n0, _PTI,
  0,
  [_aI, _iI, _tI, _w, _fi, _rIe, _pa],
  [1, 1, 0, 0, () => TriggerFilters$, 1, 0], 5
];
export var PutTriggerOutput$: StaticStructureSchema = [3, n0, _PTO,
  0,
  [_t],
  [() => TriggerRecord$], 1
];
export var RefreshCachedDataInput$: StaticStructureSchema = [3, n0, _RCDI,
  0,
  [_aI],
  [1]
];
export var RefreshCachedDataOutput$: StaticStructureSchema = [3, n0, _RCDO,
  0,
  [_m, _rD, _co, _fa],
  [0, 5, () => RefreshCounts$, () => RefreshFailures], 3
];
export var RefreshCounts$: StaticStructureSchema = [3, n0, _RC,
  0,
  [_a, _i, _wr, _r, _un],
  [1, 1, 1, 1, 1], 5
];
export var RefreshFailure$: StaticStructureSchema = [3, n0, _RF,
  0,
  [_aI, _re],
  [1, 0], 2
];
export var RevokeInstallationTokensInput$: StaticStructureSchema = [3, n0, _RITI,
  0,
  [_aI, _nI, _iI, _o, _en, _su],
  [1, 0, 1, 0, 0, 2], 1
];
export var RevokeInstallationTokensOutput$: StaticStructureSchema = [3, n0, _RITO,
  0,
  [_m, _rev, _fai, _unk, _sus, _uTU],
  [0, 1, 1, 1, 1, 5], 5
];
export var RevokeIntegrationInput$: StaticStructureSchema = [3, n0, _RII,
  0,
  [_uI, _iIn, _uni],
  [0, 0, 2], 2
];
export var RevokeIntegrationOutput$: StaticStructureSchema = [3, n0, _RIO,
  0,
  [_int, _lAGH],
  [() => IntegrationRecord$, 0], 1
];
export var ScopeDown$: StaticStructureSchema = [3, n0, _SD,
  0,
  [_rI, _rN, _p],
  [64 | 1, 64 | 0, 128 | 0]
];
export var TestTriggerInput$: StaticStructureSchema = [3, n0, _TTI,
  0,
  [_aI, _iI, _tI, _fi, _rIe, _dI, _ev, _pay, _fil],
  [1, 1, 0, () => TriggerFilters$, 1, 0, 0, 0, 64 | 0], 2
];
export var TestTriggerOutput$: StaticStructureSchema = [3, n0, _TTO,
  0,
  [_d],
  [() => TriggerDecisions], 1
];
export var TriggerDecision$: StaticStructureSchema = [3, n0, _TD,
  0,
  [_ou, _w, _t, _rB, _v, _me, _unk, _aw],
  [0, 0, 0, 0, 0, 0, 0, 0], 1
];
export var TriggerFilters$: StaticStructureSchema = [3, n0, _TF,
  0,
  [_ev, _ac, _b, _he, _ta, _au, _l, _ti, _ty, _cr, _ra, _tim, _wo, _com, _con, _pat, _wU, _wF, _dr, _fo, _iB, _iO],
  [0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 0, 0, 0, 64 | 0, 64 | 0, 64 | 0, 64 | 0, 0, 0, 0, 0, 2, 2], 1
];
export var TriggerRecord$: StaticStructureSchema = [3, n0, _TR,
  0,
  [_tI, _w, _uA, _rIe, _fi, _pa, _dA],
  [0, 0, 5, 1, () => TriggerFilters$, 0, 5], 3
];
export var ValidationExceptionField$: StaticStructureSchema = [3, n1, _VEF,
  0,
  [_path, _m],
  [0, 0], 2
];
var FileNames = 64 | 0;
var InstallationRecords: StaticListSchema = [1, n0, _IRns,
  0, () => InstallationRecord$
];
var IntegrationRecords: StaticListSchema = [1, n0, _IRnt,
  0, () => IntegrationRecord$
];
var RefreshFailures: StaticListSchema = [1, n0, _RFe,
  0, () => RefreshFailure$
];
var RepositoryIds = 64 | 1;
var RepositoryNames = 64 | 0;
var RepositoryReferences = 64 | 0;
var TriggerDecisions: StaticListSchema = [1, n0, _TDr,
  0, () => TriggerDecision$
];
var TriggerRecords: StaticListSchema = [1, n0, _TRr,
  0, () => TriggerRecord$
];
var TriggerTexts = 64 | 0;
var ValidationExceptionFieldList: StaticListSchema = [1, n1, _VEFL,
  0, () => ValidationExceptionField$
];
var GrantedPermissions = 128 | 0;
var Permissions = 128 | 0;
export var CreateInstallLink$: StaticOperationSchema = [9, n0, _CIL,
  { [_ht]: ["POST", "/integrations/link", 200] }, () => CreateInstallLinkInput$, () => CreateInstallLinkOutput$
];
export var DeleteTrigger$: StaticOperationSchema = [9, n0, _DT,
  { [_ht]: ["POST", "/triggers/delete", 200] }, () => DeleteTriggerInput$, () => DeleteTriggerOutput$
];
export var GetAppToken$: StaticOperationSchema = [9, n0, _GAT,
  { [_ht]: ["POST", "/tokens/app", 200] }, () => GetAppTokenInput$, () => GetAppTokenOutput$
];
export var GetInstallationData$: StaticOperationSchema = [9, n0, _GID,
  { [_ht]: ["POST", "/installations/info", 200] }, () => GetInstallationDataInput$, () => GetInstallationDataOutput$
];
export var GetInstallations$: StaticOperationSchema = [9, n0, _GI,
  { [_ht]: ["POST", "/installations", 200] }, () => GetInstallationsInput$, () => GetInstallationsOutput$
];
export var GetInstallationToken$: StaticOperationSchema = [9, n0, _GIT,
  { [_ht]: ["POST", "/tokens/installation", 200] }, () => GetInstallationTokenInput$, () => GetInstallationTokenOutput$
];
export var ListIntegrations$: StaticOperationSchema = [9, n0, _LI,
  { [_ht]: ["POST", "/integrations", 200] }, () => ListIntegrationsInput$, () => ListIntegrationsOutput$
];
export var ListTriggers$: StaticOperationSchema = [9, n0, _LT,
  { [_ht]: ["POST", "/triggers", 200] }, () => ListTriggersInput$, () => ListTriggersOutput$
];
export var PutTrigger$: StaticOperationSchema = [9, n0, _PT,
  { [_ht]: ["POST", "/triggers/put", 200] }, () => PutTriggerInput$, () => PutTriggerOutput$
];
export var RefreshCachedData$: StaticOperationSchema = [9, n0, _RCD,
  { [_ht]: ["POST", "/installations/refresh", 200] }, () => RefreshCachedDataInput$, () => RefreshCachedDataOutput$
];
export var RevokeInstallationTokens$: StaticOperationSchema = [9, n0, _RIT,
  { [_ht]: ["POST", "/tokens/revoke", 200] }, () => RevokeInstallationTokensInput$, () => RevokeInstallationTokensOutput$
];
export var RevokeIntegration$: StaticOperationSchema = [9, n0, _RI,
  { [_ht]: ["POST", "/integrations/revoke", 200] }, () => RevokeIntegrationInput$, () => RevokeIntegrationOutput$
];
export var TestTrigger$: StaticOperationSchema = [9, n0, _TT,
  { [_ht]: ["POST", "/triggers/test", 200] }, () => TestTriggerInput$, () => TestTriggerOutput$
];
