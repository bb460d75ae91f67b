$version: "2.0"

namespace framework.api

use smithy.rules#staticContextParams

/// Answers a token that speaks for the GitHub App itself (a JWT signed in AWS KMS). It can list and manage the App's
/// installations and mint installation tokens without limit, so grant it sparingly.
@http(method: "POST", uri: "/tokens/app", code: 200)
@staticContextParams(operation: { value: "GetAppToken" })
operation GetAppToken {
    input: GetAppTokenInput
    output: GetAppTokenOutput
    errors: [
        NotFoundError
        AccessDeniedError
        ThrottledError
    ]
}

/// Which App to speak for.
@input
structure GetAppTokenInput {
    /// The App, whose key must have been imported.
    @required
    appId: AppId
}

/// An App token.
@output
structure GetAppTokenOutput {
    /// The token, for the header `Authorization: Bearer`.
    @required
    appToken: SecretToken

    /// The App it speaks for.
    @required
    appId: AppId

    /// When to stop using it: ten seconds before GitHub does.
    @required
    expirationTime: DateTime
}

/// Answers a token that acts for one installation of a GitHub App, cut down to `scopeDown` where that is given. Name the target
/// by exactly one of `nodeId`, `installationId` and `owner`.
@http(method: "POST", uri: "/tokens/installation", code: 200)
@staticContextParams(operation: { value: "GetInstallationToken" })
operation GetInstallationToken {
    input: GetInstallationTokenInput
    output: GetInstallationTokenOutput
    errors: [
        NotFoundError
        AccessDeniedError
        ThrottledError
        GitHubFailedError
    ]
}

/// Which installation to act for, and how little suffices.
@input
structure GetInstallationTokenInput {
    /// The App.
    @required
    appId: AppId

    /// Target by the node id of the account that the App is installed on.
    nodeId: NodeId

    /// Target by the id of the installation.
    installationId: InstallationId

    /// Target by the login (user, organization) or slug (enterprise) of the account that the App is installed on.
    owner: Owner

    /// What the token is to be limited to; all that the installation may do when absent.
    scopeDown: ScopeDown
}

/// An installation token.
@output
structure GetInstallationTokenOutput {
    /// The token, for the header `Authorization: Bearer` or as password of the git user `x-access-token`.
    @required
    installationToken: SecretToken

    /// Node id of the account that the App is installed on.
    @required
    nodeId: NodeId

    /// The App.
    @required
    appId: AppId

    /// The installation.
    @required
    installationId: InstallationId

    /// When GitHub stops accepting the token.
    @required
    expirationTime: DateTime

    /// The scope that was asked for; absent when none was.
    requestedScopeDown: ScopeDown

    /// The scope that GitHub gave.
    @required
    actualScopeDown: ActualScope
}
