$version: "2.0"

metadata suppressions = [
    {
        id: "UnstableTrait"
        namespace: "framework.api"
        reason: "Endpoint rules and protocol tests are the documented way to say this; Smithy still marks both unstable."
    }
]

namespace framework.api

use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use smithy.framework#ValidationException
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet

/// Tokens of GitHub Apps whose private keys live in AWS KMS, and what is known about where those Apps are installed.
///
/// Every operation is served by an IAM-protected Lambda function URL of its own, those on triggers by one, and those on
/// integrations by one. One client reaches all of them:
/// give it the URLs that the constructs CredentialManager, Workflows and InstallLinks expose under the same names, or a single `endpoint` for all
/// operations.
@title("App Framework for GitHub Apps on AWS")
@restJson1
@sigv4(name: "lambda")
@service(sdkId: "App Framework", arnNamespace: "lambda")
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "maxResults")
@clientContextParams(
    appTokenEndpoint: { type: "string", documentation: "URL that serves GetAppToken." }
    installationAccessTokenEndpoint: { type: "string", documentation: "URL that serves GetInstallationToken." }
    refreshCachedDataEndpoint: { type: "string", documentation: "URL that serves RefreshCachedData." }
    installationRecordEndpoint: { type: "string", documentation: "URL that serves GetInstallationData." }
    installationsEndpoint: { type: "string", documentation: "URL that serves GetInstallations." }
    revokeInstallationTokensEndpoint: { type: "string", documentation: "URL that serves RevokeInstallationTokens." }
    triggersEndpoint: { type: "string", documentation: "URL that serves PutTrigger, ListTriggers, DeleteTrigger and TestTrigger." }
    integrationsEndpoint: {
        type: "string"
        documentation: "URL that serves CreateInstallLink, ListIntegrations and RevokeIntegration."
    }
)
@endpointRuleSet({
    version: "1.0"
    parameters: {
        endpoint: {
            type: "String"
            builtIn: "SDK::Endpoint"
            required: false
            documentation: "URL for every operation that has none of its own."
        }
        operation: { type: "String", required: false, documentation: "Name of the operation, or of several that have one URL." }
        appTokenEndpoint: { type: "String", required: false, documentation: "URL that serves GetAppToken." }
        installationAccessTokenEndpoint: {
            type: "String"
            required: false
            documentation: "URL that serves GetInstallationToken."
        }
        refreshCachedDataEndpoint: { type: "String", required: false, documentation: "URL that serves RefreshCachedData." }
        installationRecordEndpoint: { type: "String", required: false, documentation: "URL that serves GetInstallationData." }
        installationsEndpoint: { type: "String", required: false, documentation: "URL that serves GetInstallations." }
        revokeInstallationTokensEndpoint: {
            type: "String"
            required: false
            documentation: "URL that serves RevokeInstallationTokens."
        }
        triggersEndpoint: { type: "String", required: false, documentation: "URL that serves the operations on triggers." }
        integrationsEndpoint: {
            type: "String"
            required: false
            documentation: "URL that serves the operations on integrations."
        }
    }
    rules: [
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "GetAppToken"] }
                { fn: "isSet", argv: [{ ref: "appTokenEndpoint" }] }
            ]
            endpoint: { url: { ref: "appTokenEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "GetInstallationToken"] }
                { fn: "isSet", argv: [{ ref: "installationAccessTokenEndpoint" }] }
            ]
            endpoint: { url: { ref: "installationAccessTokenEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "RefreshCachedData"] }
                { fn: "isSet", argv: [{ ref: "refreshCachedDataEndpoint" }] }
            ]
            endpoint: { url: { ref: "refreshCachedDataEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "GetInstallationData"] }
                { fn: "isSet", argv: [{ ref: "installationRecordEndpoint" }] }
            ]
            endpoint: { url: { ref: "installationRecordEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "GetInstallations"] }
                { fn: "isSet", argv: [{ ref: "installationsEndpoint" }] }
            ]
            endpoint: { url: { ref: "installationsEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "RevokeInstallationTokens"] }
                { fn: "isSet", argv: [{ ref: "revokeInstallationTokensEndpoint" }] }
            ]
            endpoint: { url: { ref: "revokeInstallationTokensEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "Triggers"] }
                { fn: "isSet", argv: [{ ref: "triggersEndpoint" }] }
            ]
            endpoint: { url: { ref: "triggersEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "operation" }] }
                { fn: "stringEquals", argv: [{ ref: "operation" }, "Integrations"] }
                { fn: "isSet", argv: [{ ref: "integrationsEndpoint" }] }
            ]
            endpoint: { url: { ref: "integrationsEndpoint" } }
        }
        {
            type: "endpoint"
            conditions: [
                { fn: "isSet", argv: [{ ref: "endpoint" }] }
            ]
            endpoint: { url: { ref: "endpoint" } }
        }
        {
            type: "error"
            conditions: []
            error: "No endpoint is configured for this operation: set the operation's own endpoint, or `endpoint` for all of them."
        }
    ]
})
service AppFramework {
    version: "2024-08-23"
    operations: [
        GetAppToken
        GetInstallationToken
        RefreshCachedData
        GetInstallationData
        GetInstallations
        RevokeInstallationTokens
        PutTrigger
        ListTriggers
        DeleteTrigger
        TestTrigger
        CreateInstallLink
        ListIntegrations
        RevokeIntegration
    ]
    errors: [
        ValidationException
        ClientSideError
        ServerSideError
        SerializationException
        UnknownOperationException
        UnsupportedMediaTypeException
        PayloadTooLargeException
    ]
}
