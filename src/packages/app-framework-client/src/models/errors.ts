// smithy-typescript generated code
import type { ExceptionOptionType as __ExceptionOptionType } from "@smithy/smithy-client";

import { AppFrameworkServiceException as __BaseException } from "./AppFrameworkServiceException";
import type { ValidationExceptionField } from "./models_0";

/**
 * GitHub or a policy of this deployment does not allow it.
 * @public
 */
export class AccessDeniedError extends __BaseException {
  readonly name = "AccessDeniedError" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<AccessDeniedError, __BaseException>) {
    super({
      name: "AccessDeniedError",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, AccessDeniedError.prototype);
  }
}

/**
 * The request cannot be served as it is; the same request will fail again.
 * @public
 */
export class ClientSideError extends __BaseException {
  readonly name = "ClientSideError" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<ClientSideError, __BaseException>) {
    super({
      name: "ClientSideError",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, ClientSideError.prototype);
  }
}

/**
 * The body is larger than the service reads.
 * @public
 */
export class PayloadTooLargeException extends __BaseException {
  readonly name = "PayloadTooLargeException" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<PayloadTooLargeException, __BaseException>) {
    super({
      name: "PayloadTooLargeException",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, PayloadTooLargeException.prototype);
  }
}

/**
 * The body is not JSON, or a value in it has another type than the model says.
 * @public
 */
export class SerializationException extends __BaseException {
  readonly name = "SerializationException" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<SerializationException, __BaseException>) {
    super({
      name: "SerializationException",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, SerializationException.prototype);
  }
}

/**
 * The service failed. The reason is in its log under the request id.
 * @public
 */
export class ServerSideError extends __BaseException {
  readonly name = "ServerSideError" as const;
  readonly $fault = "server" as const;
  $retryable = {};
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<ServerSideError, __BaseException>) {
    super({
      name: "ServerSideError",
      $fault: "server",
      ...opts,
    });
    Object.setPrototypeOf(this, ServerSideError.prototype);
  }
}

/**
 * No operation lives at this method and path.
 * @public
 */
export class UnknownOperationException extends __BaseException {
  readonly name = "UnknownOperationException" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<UnknownOperationException, __BaseException>) {
    super({
      name: "UnknownOperationException",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, UnknownOperationException.prototype);
  }
}

/**
 * The body is not declared as `application/json`.
 * @public
 */
export class UnsupportedMediaTypeException extends __BaseException {
  readonly name = "UnsupportedMediaTypeException" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<UnsupportedMediaTypeException, __BaseException>) {
    super({
      name: "UnsupportedMediaTypeException",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, UnsupportedMediaTypeException.prototype);
  }
}

/**
 * A standard error for input validation failures.
 * This should be thrown by services when a member of the input structure
 * falls outside of the modeled or documented constraints.
 * @public
 */
export class ValidationException extends __BaseException {
  readonly name = "ValidationException" as const;
  readonly $fault = "client" as const;
  /**
   * A list of specific failures encountered while validating the input.
   * A member can appear in this list more than once if it failed to satisfy multiple constraints.
   * @public
   */
  fieldList?: ValidationExceptionField[] | undefined;

  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<ValidationException, __BaseException>) {
    super({
      name: "ValidationException",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, ValidationException.prototype);
    this.fieldList = opts.fieldList;
  }
}

/**
 * The App, the installation or the account is not known here, and GitHub does not know it either where it was asked.
 * @public
 */
export class NotFoundError extends __BaseException {
  readonly name = "NotFoundError" as const;
  readonly $fault = "client" as const;
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<NotFoundError, __BaseException>) {
    super({
      name: "NotFoundError",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, NotFoundError.prototype);
  }
}

/**
 * GitHub asks to slow down. Try again after the time given.
 * @public
 */
export class ThrottledError extends __BaseException {
  readonly name = "ThrottledError" as const;
  readonly $fault = "client" as const;
  $retryable = {
    throttling: true,
  };
  /**
   * Seconds to wait before the next try.
   * @public
   */
  retryAfterSeconds: number;

  /**
   * The same number as the HTTP header that clients honour.
   * @public
   */
  retryAfter?: number | undefined;

  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<ThrottledError, __BaseException>) {
    super({
      name: "ThrottledError",
      $fault: "client",
      ...opts,
    });
    Object.setPrototypeOf(this, ThrottledError.prototype);
    this.retryAfterSeconds = opts.retryAfterSeconds;
    this.retryAfter = opts.retryAfter;
  }
}

/**
 * GitHub did not answer, or answered with an error of its own.
 * @public
 */
export class GitHubFailedError extends __BaseException {
  readonly name = "GitHubFailedError" as const;
  readonly $fault = "server" as const;
  $retryable = {};
  /**
   * @internal
   */
  constructor(opts: __ExceptionOptionType<GitHubFailedError, __BaseException>) {
    super({
      name: "GitHubFailedError",
      $fault: "server",
      ...opts,
    });
    Object.setPrototypeOf(this, GitHubFailedError.prototype);
  }
}
