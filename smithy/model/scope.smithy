$version: "2.0"

namespace framework.api

/// What a token may do: which permissions on which repositories. A member that is absent leaves that side as wide as the
/// installation itself. Repositories may be named by id, by name, or both; the token reaches all that are named.
structure ScopeDown {
    /// Repositories by id.
    repositoryIds: RepositoryIds

    /// Repositories by name, `name` or `owner/name`; the owner can only be the account that the request is for.
    repositoryNames: RepositoryReferences

    /// Permissions by GitHub's name, such as `contents` or `pull_requests`; `pull-requests` means the same.
    permissions: Permissions
}

/// At least one repository, because GitHub takes an empty list for all of them; at most 500, GitHub's limit
/// (https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app).
@length(min: 1, max: 500)
list RepositoryIds {
    member: RepositoryId
}

/// At least one repository, because GitHub takes an empty list for all of them; at most 500, GitHub's limit.
@length(min: 1, max: 500)
list RepositoryNames {
    member: RepositoryName
}

/// At least one repository, because GitHub takes an empty list for all of them; at most 500, GitHub's limit.
@length(min: 1, max: 500)
list RepositoryReferences {
    member: RepositoryReference
}

/// Permission names with their levels, at least one.
@length(min: 1, max: 100)
map Permissions {
    key: PermissionReference
    value: PermissionLevel
}

/// GitHub's name of a permission, such as `contents`, `metadata` or `pull_requests`.
@length(min: 1, max: 64)
@pattern("^[a-z][a-z0-9_]*$")
string PermissionName

/// A permission by GitHub's name; hyphens stand for underscores.
@length(min: 1, max: 64)
@pattern("^[a-z][a-z0-9_-]*$")
string PermissionReference

/// How far a permission goes. Each level includes those before it.
enum PermissionLevel {
    /// Look only.
    READ = "read"

    /// Look and change.
    WRITE = "write"

    /// Look, change and administer; only some permissions have it.
    ADMIN = "admin"
}

/// What a token turned out to reach, in GitHub's own words. Lists are absent where the token reaches all repositories of the installation.
structure ActualScope {
    /// Ids of the repositories that the token reaches.
    repositoryIds: RepositoryIds

    /// Names of the repositories that the token reaches, in the order of the ids.
    repositoryNames: RepositoryNames

    /// Permissions that the token holds.
    permissions: GrantedPermissions
}

/// Permission names with their levels as GitHub granted them. Levels are open text: GitHub may add some.
@length(min: 1, max: 100)
map GrantedPermissions {
    key: PermissionName
    value: GrantedLevel
}

/// A permission level as GitHub names it.
@length(min: 1, max: 32)
string GrantedLevel
