$version: "2.0"

namespace framework.api

use smithy.rules#staticContextParams

/// Asks GitHub where every App with an imported key is installed and brings the installation table in line. One App that GitHub
/// refuses does not stop the others.
@http(method: "POST", uri: "/installations/refresh", code: 200)
@staticContextParams(operation: { value: "RefreshCachedData" })
operation RefreshCachedData {
    input: RefreshCachedDataInput
    output: RefreshCachedDataOutput
    errors: [
        NotFoundError
        ThrottledError
        GitHubFailedError
    ]
}

/// Which Apps: all, where none is named.
@input
structure RefreshCachedDataInput {
    /// Only this App, whose key is taken as the App table names it now. So a refresh that fails for no App shows that the deployment
    /// reaches GitHub, and that GitHub knows the key.
    appId: AppId
}

/// What the refresh did.
@output
structure RefreshCachedDataOutput {
    /// One sentence for people.
    @required
    message: ShortText

    /// When the refresh began.
    @required
    refreshedDate: DateTime

    /// Counts over all Apps.
    @required
    counts: RefreshCounts

    /// Apps that could not be refreshed; absent when all were.
    failures: RefreshFailures
}

/// Counts of one refresh.
structure RefreshCounts {
    /// Apps looked at.
    @required
    apps: Count

    /// Installations that GitHub listed.
    @required
    installations: Count

    /// Rows that were new or had changed.
    @required
    written: Count

    /// Rows taken away because GitHub no longer lists the installation, or the App has no key here any more.
    @required
    removed: Count

    /// Rows that were already right.
    @required
    unchanged: Count
}

/// Zero or more.
@range(min: 0)
long Count

/// At least one App.
@length(min: 1)
list RefreshFailures {
    member: RefreshFailure
}

/// An App that could not be refreshed; its rows were left as they were.
structure RefreshFailure {
    /// The App.
    @required
    appId: AppId

    /// What was tried and what came back.
    @required
    reason: ShortText
}

/// Text for people.
@length(min: 1, max: 2048)
string ShortText

/// Answers what is known about one account that Apps are installed on, an entry an App, without asking GitHub. Name the account by
/// exactly one of `nodeId`, `installationId`, `owner` and `enterprise`.
@http(method: "POST", uri: "/installations/info", code: 200)
@staticContextParams(operation: { value: "GetInstallationData" })
operation GetInstallationData {
    input: GetInstallationDataInput
    output: GetInstallationDataOutput
    errors: [
        NotFoundError
    ]
}

/// Which account.
@input
structure GetInstallationDataInput {
    /// By its node id.
    nodeId: NodeId

    /// By the id of an installation on it. Apps of two hosts can have installations of one id, on two accounts: then both are answered.
    installationId: InstallationId

    /// By the login of an organization or user, as last seen. Logins can change hands, so compare the `nodeId` of what comes back where
    /// that matters.
    owner: Owner

    /// By the slug of an enterprise, as last seen.
    enterprise: EnterpriseSlug
}

/// What is known.
@output
structure GetInstallationDataOutput {
    /// An entry an App that is installed there.
    @required
    installations: InstallationRecords
}

/// Answers all known installations, page by page, without asking GitHub. The order is stable while nothing changes.
@paginated(items: "installations")
@http(method: "POST", uri: "/installations", code: 200)
@staticContextParams(operation: { value: "GetInstallations" })
operation GetInstallations {
    input: GetInstallationsInput
    output: GetInstallationsOutput
}

/// Which installations, and where to go on.
@input
structure GetInstallationsInput {
    /// Only those of this App.
    appId: AppId

    /// Most entries a page, 100 when absent.
    maxResults: MaxResults

    /// Where to go on, from the answer before; only together with the same `appId`.
    nextToken: NextToken
}

/// A page of installations.
@output
structure GetInstallationsOutput {
    /// The page; it may be shorter than `maxResults`, even empty, and still have a successor.
    @required
    installations: InstallationRecords

    /// Where to go on; absent on the last page.
    nextToken: NextToken
}

/// Entries a page.
@range(min: 1, max: 1000)
integer MaxResults

/// A place in a list. Opaque: hand it back as it came.
@length(min: 1, max: 2048)
@pattern("^[A-Za-z0-9_-]+$")
string NextToken

/// Installations, possibly none.
list InstallationRecords {
    member: InstallationRecord
}

/// One installation of an App.
structure InstallationRecord {
    /// The App.
    @required
    appId: AppId

    /// The installation.
    @required
    installationId: InstallationId

    /// Node id of the account that the App is installed on.
    @required
    nodeId: NodeId

    /// Kind of that account: `Organization`, `User` or `Enterprise`.
    @required
    targetType: TargetType

    /// Login, or slug of an enterprise, as last seen.
    @required
    name: Owner

    /// `all` or `selected` repositories.
    repositorySelection: RepositorySelection

    /// What the installation may do.
    permissions: GrantedPermissions

    /// Since when the installation is suspended; absent when it is not.
    suspendedAt: DateTime
}

/// Kind of account. Open text: GitHub may add some.
@length(min: 1, max: 64)
string TargetType

/// Which repositories an installation reaches. Open text: GitHub may add some.
@length(min: 1, max: 64)
string RepositorySelection
