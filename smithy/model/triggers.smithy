$version: "2.0"

namespace framework.api

use smithy.rules#staticContextParams

/// Keeps a trigger for an installation: from the next event on, what its filters let through starts the workflow. One that has this id
/// there is replaced, so asking twice is as good as asking once. An installation has 100 at most.
@idempotent
@http(method: "POST", uri: "/triggers/put", code: 200)
@staticContextParams(operation: { value: "Triggers" })
operation PutTrigger {
    input: PutTriggerInput
    output: PutTriggerOutput
}

/// What starts which workflow.
@input
structure PutTriggerInput {
    /// The App.
    @required
    appId: AppId

    /// The installation whose events it is for, and no other's.
    @required
    installationId: InstallationId

    /// Name of the trigger, each once an installation.
    @required
    triggerId: TriggerId

    /// What it starts: one that the code of the deployment offers to triggers.
    @required
    workflow: WorkflowName

    /// Only events of this repository; those of all repositories of the installation when absent.
    repositoryId: RepositoryId

    /// Which events start it.
    @required
    filters: TriggerFilters

    /// Goes into the input of each job, as `parameters`.
    parameters: JsonText
}

/// The trigger as it is kept.
@output
structure PutTriggerOutput {
    /// With all that was left to defaults filled in.
    @required
    trigger: TriggerRecord
}

/// Answers the triggers of an installation, by their ids, page by page.
@paginated(items: "triggers")
@http(method: "POST", uri: "/triggers", code: 200)
@staticContextParams(operation: { value: "Triggers" })
operation ListTriggers {
    input: ListTriggersInput
    output: ListTriggersOutput
}

/// Whose triggers, and where to go on.
@input
structure ListTriggersInput {
    /// The App.
    @required
    appId: AppId

    /// The installation.
    @required
    installationId: InstallationId

    /// Most entries a page, 100 when absent.
    maxResults: MaxResults

    /// Where to go on, from the answer before; only together with the same installation.
    nextToken: NextToken
}

/// A page of triggers.
@output
structure ListTriggersOutput {
    /// The page; it may be shorter than `maxResults` and still have a successor.
    @required
    triggers: TriggerRecords

    /// Where to go on; absent on the last page.
    nextToken: NextToken
}

/// Forgets a trigger: from the next event on it starts nothing. Jobs that it started go on.
@idempotent
@http(method: "POST", uri: "/triggers/delete", code: 200)
@staticContextParams(operation: { value: "Triggers" })
operation DeleteTrigger {
    input: DeleteTriggerInput
    output: DeleteTriggerOutput
    errors: [
        NotFoundError
    ]
}

/// Which trigger.
@input
structure DeleteTriggerInput {
    /// The App.
    @required
    appId: AppId

    /// The installation.
    @required
    installationId: InstallationId

    /// The trigger.
    @required
    triggerId: TriggerId
}

/// What is gone.
@output
structure DeleteTriggerOutput {
    /// The trigger as it was.
    @required
    trigger: TriggerRecord
}

/// Says of each trigger why an event would start its workflow, or would not, and starts nothing. The event is a delivery that is kept,
/// or a payload that is given. GitHub is not asked: where only the changed files decide, name them.
@http(method: "POST", uri: "/triggers/test", code: 200)
@staticContextParams(operation: { value: "Triggers" })
operation TestTrigger {
    input: TestTriggerInput
    output: TestTriggerOutput
    errors: [
        NotFoundError
    ]
}

/// Which triggers, and of what.
@input
structure TestTriggerInput {
    /// The App.
    @required
    appId: AppId

    /// The installation.
    @required
    installationId: InstallationId

    /// Only this trigger of the installation; all of them, and those of the deployment's code, when neither this nor `filters` is there.
    triggerId: TriggerId

    /// Filters that are not kept, such as those that one means to put.
    filters: TriggerFilters

    /// For `filters`, only events of this repository.
    repositoryId: RepositoryId

    /// Id of a delivery of this installation that is kept.
    deliveryId: DeliveryId

    /// Name of the event whose payload is given, such as `push`.
    event: EventName

    /// A payload as GitHub sends it, instead of a delivery.
    payload: PayloadText

    /// The files that the event changed; when absent those that a push tells itself, and otherwise what is known of none.
    files: FileNames
}

/// What each of them says.
@output
structure TestTriggerOutput {
    /// One a trigger: those of the code first.
    @required
    decisions: TriggerDecisions
}

/// When a workflow is started: all that is given must let an event through. What an event does not have is refused as a filter of it.
structure TriggerFilters {
    /// The event.
    @required
    event: TriggerEvent

    /// What happened, in GitHub's words; for pull requests `opened`, `synchronize` and `reopened` when absent.
    actions: TriggerTexts

    /// Patterns of the branch that was pushed, or that it is to be merged into.
    branches: TriggerTexts

    /// Patterns of the branch that a pull request comes from.
    heads: TriggerTexts

    /// Patterns of the tag that was pushed.
    tags: TriggerTexts

    /// Logins of who opened it, or pushed.
    authors: TriggerTexts

    /// Labels, of which one must be there.
    labels: TriggerTexts

    /// Patterns of the title.
    titles: TriggerTexts

    /// Types of what is dispatched.
    types: TriggerTexts

    /// For schedules: minute, hour, day of the month, month and day of the week, as `0 3 * * MON-FRI`. Either this or `rate`.
    cron: TriggerText

    /// For schedules: how often, as `6 hours`; `minutes`, `hours` or `days`, five minutes at least. Counted from the beginning of 1970, in UTC.
    rate: TriggerText

    /// Where `cron` is what clocks show, as `Europe/Berlin`; UTC when absent.
    timezone: TriggerText

    /// Names of workflows of GitHub Actions.
    workflows: TriggerTexts

    /// Names of commands.
    commands: TriggerTexts

    /// How those ended; `success` when absent.
    conclusions: TriggerTexts

    /// Patterns of changed files, of which one must be meant.
    paths: TriggerTexts

    /// What happens where nobody can tell which files changed; `run` when absent.
    whenUnknown: RunOrSkip

    /// What becomes of the check where filters refuse an event; `nothing` when absent.
    whenFiltered: WhenFiltered

    /// Whether drafts start it; `run` when absent.
    drafts: Drafts

    /// Whether what comes from forks starts it: for pull requests `approve` when absent, for runs of GitHub Actions `skip`; stricter
    /// where the code of the workflow is. No laxer than that.
    forks: Forks

    /// False to let those start it that a bot opened or pushed, where the code of the workflow does.
    ignoreBots: Boolean

    /// False to let what the App itself does start it, where the code of the workflow does.
    ignoreOwn: Boolean
}

/// Events that triggers are for.
enum TriggerEvent {
    /// A pull request.
    PULL_REQUEST = "pull_request"

    /// A push.
    PUSH = "push"

    /// A group of a merge queue.
    MERGE_GROUP = "merge_group"

    /// A run of GitHub Actions that has ended.
    WORKFLOW_RUN = "workflow_run"

    /// A command that somebody said to the bot.
    COMMAND = "command"

    /// What somebody dispatched to a repository by the API.
    REPOSITORY_DISPATCH = "repository_dispatch"

    /// A time that has come.
    SCHEDULE = "schedule"
}

/// Whether it starts.
enum RunOrSkip {
    /// It starts.
    RUN = "run"

    /// It does not.
    SKIP = "skip"
}

/// What becomes of what comes from forks.
enum Forks {
    /// It waits until somebody who may write to the repository approves the commit. For pull requests only.
    APPROVE = "approve"

    /// It starts.
    RUN = "run"

    /// It does not.
    SKIP = "skip"
}

/// What becomes of a check that filters refuse.
enum WhenFiltered {
    /// Nothing is posted.
    NOTHING = "nothing"

    /// It is concluded as skipped, which GitHub takes for passed.
    SKIPPED = "skipped"
}

/// Whether drafts start it.
enum Drafts {
    /// They do, as others do.
    RUN = "run"

    /// They do not.
    SKIP = "skip"

    /// Nothing else does.
    ONLY = "only"
}

/// At least one text.
@length(min: 1, max: 100)
list TriggerTexts {
    member: TriggerText
}

/// A name, or a pattern as GitHub Actions has them.
@length(min: 1, max: 255)
string TriggerText

/// Name of a trigger.
@length(min: 1, max: 64)
@pattern("^[a-z0-9][a-z0-9-]*$")
string TriggerId

/// Name of a workflow of the deployment.
@length(min: 1, max: 64)
@pattern("^[a-z][a-z0-9-]*$")
string WorkflowName

/// JSON text of an object.
@length(min: 2, max: 4096)
string JsonText

/// Id of a delivery: a UUID.
@length(min: 36, max: 36)
@pattern("^[0-9a-f-]+$")
string DeliveryId

/// Name of an event of GitHub.
@length(min: 1, max: 64)
@pattern("^[a-z_]+$")
string EventName

/// JSON text of a payload. A larger one is tested as a delivery.
@length(min: 2, max: 40000)
string PayloadText

/// Names of files, possibly none.
@length(max: 300)
list FileNames {
    member: TriggerText
}

/// Triggers, possibly none.
list TriggerRecords {
    member: TriggerRecord
}

/// A trigger that is kept.
structure TriggerRecord {
    /// Its name.
    @required
    triggerId: TriggerId

    /// What it starts.
    @required
    workflow: WorkflowName

    /// Only events of this repository; of all when absent.
    repositoryId: RepositoryId

    /// Which events start it; absent where another version of the deployment kept it in a form that this one cannot read: then it starts
    /// nothing until it is put again.
    filters: TriggerFilters

    /// Goes into the input of each job.
    parameters: JsonText

    /// When it was put, the last time.
    @required
    updatedAt: DateTime

    /// For schedules, the time that comes next.
    dueAt: DateTime
}

/// What triggers say, possibly none.
list TriggerDecisions {
    member: TriggerDecision
}

/// What a trigger says of an event.
structure TriggerDecision {
    /// Its workflow; absent for filters that are not kept.
    workflow: WorkflowName

    /// Its name, or its place in the code from 1; absent for filters that are not kept.
    trigger: ShortText

    /// Whether it starts its workflow.
    @required
    outcome: TriggerOutcome

    /// Which filter refused it.
    refusedBy: ShortText

    /// On what value, in part.
    value: ShortText

    /// What this filter means, in part.
    meant: ShortText

    /// Why nobody can tell which files changed, where it starts all the same.
    unknown: ShortText

    /// `approval` where it starts once somebody approves the commit, which is of a fork.
    awaits: ShortText
}

/// Whether a trigger starts its workflow.
enum TriggerOutcome {
    /// It does.
    MATCHED = "matched"

    /// It does not.
    REFUSED = "refused"

    /// It does if a changed file is meant: name them.
    FILES_WANTED = "files wanted"
}
