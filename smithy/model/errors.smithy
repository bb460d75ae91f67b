$version: "2.0"

namespace framework.api

/// The request cannot be served as it is; the same request will fail again.
@error("client")
@httpError(400)
structure ClientSideError {
    /// What was tried, what came back, what to do.
    @required
    message: ErrorMessage
}

/// The body is not JSON, or a value in it has another type than the model says.
@error("client")
@httpError(400)
structure SerializationException {
    /// Which value, and what was expected.
    @required
    message: ErrorMessage
}

/// GitHub or a policy of this deployment does not allow it.
@error("client")
@httpError(403)
structure AccessDeniedError {
    /// What was refused, by whom and why.
    @required
    message: ErrorMessage
}

/// The App, the installation or the account is not known here, and GitHub does not know it either where it was asked.
@error("client")
@httpError(404)
structure NotFoundError {
    /// What was looked for, and where.
    @required
    message: ErrorMessage
}

/// No operation lives at this method and path.
@error("client")
@httpError(404)
structure UnknownOperationException {
    /// The method and path that were asked for, and those that exist.
    @required
    message: ErrorMessage
}

/// The body is larger than the service reads.
@error("client")
@httpError(413)
structure PayloadTooLargeException {
    /// The limit in bytes.
    @required
    message: ErrorMessage
}

/// The body is not declared as `application/json`.
@error("client")
@httpError(415)
structure UnsupportedMediaTypeException {
    /// What was declared, and what is expected.
    @required
    message: ErrorMessage
}

/// GitHub asks to slow down. Try again after the time given.
@error("client")
@httpError(429)
@retryable(throttling: true)
structure ThrottledError {
    /// Which limit was met.
    @required
    message: ErrorMessage

    /// Seconds to wait before the next try.
    @required
    retryAfterSeconds: RetryAfterSeconds

    /// The same number as the HTTP header that clients honour.
    @httpHeader("Retry-After")
    retryAfter: RetryAfterSeconds
}

/// Seconds, at least one, at most a day.
@range(min: 1, max: 86400)
integer RetryAfterSeconds

/// The service failed. The reason is in its log under the request id.
@error("server")
@httpError(500)
@retryable
structure ServerSideError {
    /// What to look for.
    @required
    message: ErrorMessage
}

/// GitHub did not answer, or answered with an error of its own.
@error("server")
@httpError(502)
@retryable
structure GitHubFailedError {
    /// What was asked, and what came back.
    @required
    message: ErrorMessage
}

/// What was tried, what came back, what to do.
@length(min: 1, max: 4096)
string ErrorMessage
