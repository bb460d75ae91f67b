$version: "2.0"

namespace framework.api

use smithy.rules#staticContextParams

/// Makes a link by which a user of your product installs an App, or chooses an installation that is there. It is good once, for an hour.
/// What is installed by it belongs to the user only where whoever signs in at GitHub controls the account.
@http(method: "POST", uri: "/integrations/link", code: 200)
@staticContextParams(operation: { value: "Integrations" })
operation CreateInstallLink {
    input: CreateInstallLinkInput
    output: CreateInstallLinkOutput
}

/// Which App, and for whom.
@input
structure CreateInstallLinkInput {
    /// The App: one that people sign in to.
    @required
    appId: AppId

    /// The user, as your product calls them.
    @required
    userId: ProductUserId

    /// How the page names the user, so that whoever opens the link sees for whom the App is installed. Such as an address of e-mail.
    @required
    userLabel: UserLabel
}

/// The link.
@output
structure CreateInstallLinkOutput {
    /// To be opened by this user, and nobody else.
    @required
    url: String

    /// Until when it is good.
    @required
    expirationTime: DateTime
}

/// Answers the installations that belong to a user of your product, page by page, the newest first: those that are active, and those that ended
/// lately. Of an owner it is asked at GitHub, at most once an hour, whether they still are one.
@paginated(items: "integrations")
@http(method: "POST", uri: "/integrations", code: 200)
@staticContextParams(operation: { value: "Integrations" })
operation ListIntegrations {
    input: ListIntegrationsInput
    output: ListIntegrationsOutput
}

/// Whose.
@input
structure ListIntegrationsInput {
    /// The user, as your product calls them.
    @required
    userId: ProductUserId

    /// Most entries a page, 100 when absent; more than 100 are not answered.
    maxResults: MaxResults

    /// Where to go on, from the answer before; only together with the same `userId`.
    nextToken: NextToken
}

/// What the user has.
@output
structure ListIntegrationsOutput {
    /// The page; it may be shorter than `maxResults`, even empty, and still have a successor.
    @required
    integrations: IntegrationRecords

    /// Where to go on; absent on the last page.
    nextToken: NextToken
}

/// Ends an integration: from then on the installation does not belong to the user. Asked twice is as good as once. At GitHub the App stays
/// installed, unless that is to end, too, and nobody else's integration is left of it.
@idempotent
@http(method: "POST", uri: "/integrations/revoke", code: 200)
@staticContextParams(operation: { value: "Integrations" })
operation RevokeIntegration {
    input: RevokeIntegrationInput
    output: RevokeIntegrationOutput
    errors: [
        NotFoundError
    ]
}

/// Which.
@input
structure RevokeIntegrationInput {
    /// The user that it belongs to.
    @required
    userId: ProductUserId

    /// As ListIntegrations has it.
    @required
    integrationId: IntegrationId

    /// True to uninstall the App from the account, too. Refused where others have an integration of the same account, and to who did no more than
    /// ask the owners for the App.
    uninstall: Boolean
}

/// What became of it.
@output
structure RevokeIntegrationOutput {
    /// As it is now.
    @required
    integration: IntegrationRecord

    /// What is left at GitHub, and where an owner of the account ends it; absent where nothing is.
    leftAtGitHub: String
}

/// A list of integrations.
list IntegrationRecords {
    member: IntegrationRecord
}

/// An installation that belongs to a user of your product. It is the account's: where the App is removed and installed again, it goes on.
structure IntegrationRecord {
    @required
    integrationId: IntegrationId

    @required
    appId: AppId

    /// Host of the REST API.
    @required
    host: String

    /// The account that the App is installed on.
    @required
    accountId: AccountId

    @required
    accountLogin: String

    /// `Organization` or `User`.
    @required
    accountType: String

    /// It changes when the App is removed and installed again.
    @required
    installationId: InstallationId

    @required
    status: IntegrationStatus

    /// Who showed at GitHub that they control the account.
    @required
    gitHubLogin: String

    @required
    createdAt: DateTime

    /// When it ended; absent while it is active.
    endedAt: DateTime
}

/// How an integration stands.
enum IntegrationStatus {
    /// The installation belongs to the user.
    ACTIVE = "active"

    /// As active, and the installation is suspended at GitHub: the App can do nothing there until somebody ends that.
    SUSPENDED = "suspended"

    /// The user, or your product, ended it.
    REVOKED = "revoked"

    /// The App was removed from the account. Where it comes back, so does this.
    UNINSTALLED = "uninstalled"

    /// Whoever showed that they control the account does so no more.
    ROLE_LOST = "role-lost"
}

/// Names an integration.
@length(min: 64, max: 64)
@pattern("^[0-9a-f]+$")
string IntegrationId

/// Numeric id of a user or an organization at GitHub.
@range(min: 1, max: 9007199254740991)
long AccountId

/// A user of your product, as it calls them: what OIDC calls subject, say.
@length(min: 1, max: 256)
@pattern("^[\\x21-\\x7e]+$")
string ProductUserId

/// How a page names a user.
@length(min: 1, max: 100)
string UserLabel
