/** What became of a request: done, denied by IAM, or why it was not done although it was allowed. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (!(error instanceof Error)) return 'unclear';
    return /^AccessDenied/.test(error.name) ? 'denied' : `${error.name}: ${error.message}`;
  }
}
