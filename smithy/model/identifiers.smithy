$version: "2.0"

namespace framework.api

/// Numeric id of a GitHub App, as shown on the App's settings page. At most 2^53 - 1, the largest integer that JSON clients carry exactly.
@range(min: 1, max: 9007199254740991)
long AppId

/// Numeric id of one installation of an App. It changes when the App is removed and installed again.
@range(min: 1, max: 9007199254740991)
long InstallationId

/// GitHub's global node id of the account that an App is installed on. It survives renames and re-installs.
@length(min: 1, max: 256)
@pattern("^[A-Za-z0-9_=+/.-]+$")
string NodeId

/// Login of a user or organization, or slug of an enterprise, in any case.
@length(min: 1, max: 100)
@pattern("^[A-Za-z0-9][A-Za-z0-9_-]*$")
string Owner

/// Slug of an enterprise, in any case.
@length(min: 1, max: 100)
@pattern("^[A-Za-z0-9][A-Za-z0-9_-]*$")
string EnterpriseSlug

/// Numeric id of a repository.
@range(min: 1, max: 9007199254740991)
long RepositoryId

/// Name of a repository without its owner.
@length(min: 1, max: 100)
@pattern("^[A-Za-z0-9._-]+$")
string RepositoryName

/// Name of a repository, alone or as `owner/name` where the owner is the account that the request is for.
@length(min: 1, max: 201)
@pattern("^([A-Za-z0-9][A-Za-z0-9_-]{0,99}/)?[A-Za-z0-9._-]{1,100}$")
string RepositoryReference

/// Base URL of a REST API of GitHub, without a slash at its end: `https://api.github.com`, `https://HOST/api/v3`.
@length(min: 1, max: 2048)
string GitHubApiUrl

/// A GitHub token. Its length and form are GitHub's to change: keep it as opaque text.
@sensitive
@length(min: 1, max: 4096)
string SecretToken

/// Moment in UTC, ISO 8601.
@timestampFormat("date-time")
timestamp DateTime
