/** A function that opens what it needs when it is first called: the environment of others with the same code is not its own. */
export function openedLate<Event, Context, Answer>(open: () => (event: Event, context: Context) => Promise<Answer>) {
  let run: ReturnType<typeof open> | undefined;
  return (event: Event, context: Context): Promise<Answer> => {
    run ??= open();
    return run(event, context);
  };
}
