// smithy-typescript generated code
import type { Endpoint, EndpointParameters as __EndpointParameters, EndpointV2, Provider } from "@smithy/types";

/**
 * @public
 */
export interface ClientInputEndpointParameters {
  clientContextParams?: {
    appTokenEndpoint?: string | undefined | Provider<string | undefined>;
    installationAccessTokenEndpoint?: string | undefined | Provider<string | undefined>;
    refreshCachedDataEndpoint?: string | undefined | Provider<string | undefined>;
    installationRecordEndpoint?: string | undefined | Provider<string | undefined>;
    installationsEndpoint?: string | undefined | Provider<string | undefined>;
    revokeInstallationTokensEndpoint?: string | undefined | Provider<string | undefined>;
    triggersEndpoint?: string | undefined | Provider<string | undefined>;
    integrationsEndpoint?: string | undefined | Provider<string | undefined>;
  };
  endpoint?: string | Provider<string> | Endpoint | Provider<Endpoint> | EndpointV2 | Provider<EndpointV2>;
  appTokenEndpoint?: string | undefined | Provider<string | undefined>;
  installationAccessTokenEndpoint?: string | undefined | Provider<string | undefined>;
  refreshCachedDataEndpoint?: string | undefined | Provider<string | undefined>;
  installationRecordEndpoint?: string | undefined | Provider<string | undefined>;
  installationsEndpoint?: string | undefined | Provider<string | undefined>;
  revokeInstallationTokensEndpoint?: string | undefined | Provider<string | undefined>;
  triggersEndpoint?: string | undefined | Provider<string | undefined>;
  integrationsEndpoint?: string | undefined | Provider<string | undefined>;
}

/**
 * @public
 */
export type ClientResolvedEndpointParameters = Omit<ClientInputEndpointParameters, "endpoint"> & {
  defaultSigningName: string;
};

/**
 * @internal
 */
const clientContextParamDefaults = {} as const;

/**
 * @internal
 */
export const resolveClientEndpointParameters = <T>(
  options: T & ClientInputEndpointParameters
): T & ClientResolvedEndpointParameters => {
  return Object.assign(options, {
    defaultSigningName: "lambda",
    clientContextParams: options.clientContextParams ?? {},
  });
};

/**
 * @internal
 */
export const commonParams = {
  installationRecordEndpoint: { type: "clientContextParams", name: "installationRecordEndpoint" },
  installationsEndpoint: { type: "clientContextParams", name: "installationsEndpoint" },
  refreshCachedDataEndpoint: { type: "clientContextParams", name: "refreshCachedDataEndpoint" },
  triggersEndpoint: { type: "clientContextParams", name: "triggersEndpoint" },
  appTokenEndpoint: { type: "clientContextParams", name: "appTokenEndpoint" },
  revokeInstallationTokensEndpoint: { type: "clientContextParams", name: "revokeInstallationTokensEndpoint" },
  integrationsEndpoint: { type: "clientContextParams", name: "integrationsEndpoint" },
  installationAccessTokenEndpoint: { type: "clientContextParams", name: "installationAccessTokenEndpoint" },
  endpoint: { type: "builtInParams", name: "endpoint" },
} as const;

/**
 * @internal
 */
export interface EndpointParameters extends __EndpointParameters {
  endpoint?: string | undefined;
  operation?: string | undefined;
  appTokenEndpoint?: string | undefined;
  installationAccessTokenEndpoint?: string | undefined;
  refreshCachedDataEndpoint?: string | undefined;
  installationRecordEndpoint?: string | undefined;
  installationsEndpoint?: string | undefined;
  revokeInstallationTokensEndpoint?: string | undefined;
  triggersEndpoint?: string | undefined;
  integrationsEndpoint?: string | undefined;
}
