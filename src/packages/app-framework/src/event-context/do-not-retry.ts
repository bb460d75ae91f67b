/** Thrown by a handler whose work will never succeed: it is parked at once. */
export class DoNotRetryError extends Error {
  override readonly name: string = 'DoNotRetryError';
}
