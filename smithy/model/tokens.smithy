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
/// by exactly one of `nodeId`, `installationId`, `owner` and `enterprise`.
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

    /// Target by the login of the organization or user that the App is installed on.
    owner: Owner

    /// Target by the slug of the enterprise that the App is installed on. Slugs are a name space of their own: `owner` never means one.
    enterprise: EnterpriseSlug

    /// What the token is to be limited to; when absent, all that the installation and the caller's ceiling allow.
    scopeDown: ScopeDown

    /// Least minutes that the token must still live, 15 when absent. Live tokens are reused, so the answered one lives at least this
    /// long and at most an hour.
    minimumLifetime: LifetimeMinutes

    /// True for a token that nobody else is given and that no cache answers.
    fresh: Boolean

    /// The token that GitHub answered 401 to, as base64 of its SHA-256. GitHub is asked about it once: where it answers 401 again, the
    /// token is not handed out any more; where it takes the token, it was only still spreading it, and the same one is answered.
    unusableTokenHash: TokenHash
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

    /// Base URL of the REST API that the App is registered for. The token is for that host and must be shown to no other.
    gitHubApiUrl: GitHubApiUrl
}

/// Minutes, at most 55: GitHub's tokens live an hour, and minting takes a moment
/// (https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app).
@range(min: 1, max: 55)
integer LifetimeMinutes

/// SHA-256 of a token in base64.
@length(min: 44, max: 44)
@pattern("^[A-Za-z0-9+/]{43}=$")
string TokenHash

/// Makes every live token that this deployment minted for an App, or for one installation of it, unusable. GitHub lets only a token
/// revoke itself, so tokens that others minted with the App's key are out of reach: `suspend` stops those as well.
@http(method: "POST", uri: "/tokens/revoke", code: 200)
@staticContextParams(operation: { value: "RevokeInstallationTokens" })
operation RevokeInstallationTokens {
    input: RevokeInstallationTokensInput
    output: RevokeInstallationTokensOutput
    errors: [
        NotFoundError
        AccessDeniedError
        ThrottledError
        GitHubFailedError
    ]
}

/// Whose tokens. At most one of `nodeId`, `installationId`, `owner` and `enterprise`; none means every installation of the App.
@input
structure RevokeInstallationTokensInput {
    /// The App.
    @required
    appId: AppId

    /// Only the installation on the account with this node id.
    nodeId: NodeId

    /// Only this installation.
    installationId: InstallationId

    /// Only the installation on the organization or user of this login.
    owner: Owner

    /// Only the installation on the enterprise of this slug.
    enterprise: EnterpriseSlug

    /// True suspends the installations as well, which stops every token of theirs at once, until somebody unsuspends them. It is an
    /// error where nothing was suspended.
    suspend: Boolean
}

/// What became of the tokens.
@output
structure RevokeInstallationTokensOutput {
    /// One sentence for people.
    @required
    message: ShortText

    /// Tokens that GitHub no longer accepts because of this call.
    @required
    revoked: Count

    /// Tokens that GitHub could not be asked about, or that it did not take back: call again.
    @required
    failed: Count

    /// Tokens whose stored form cannot be read any more, so that nobody can revoke them before they expire.
    @required
    unknown: Count

    /// Installations that were suspended.
    @required
    suspended: Count

    /// Until when tokens may live that this deployment minted for the App and could not note down, so that this call knows nothing of
    /// them: only suspending stops those. It may include tokens of other Apps of the deployment. Absent where there are none.
    unknownTokensUntil: DateTime
}
