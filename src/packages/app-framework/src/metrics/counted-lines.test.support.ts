/** Reads what is counted while a test runs, in a deployment called `Bot` whose App table is `apps`. */
export function useCountedLines() {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    process.env.APP_TABLE_NAME = 'apps';
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.WEBHOOK_DEPLOYMENT;
    delete process.env.APP_TABLE_NAME;
  });

  return {
    logged: (): readonly Record<string, unknown>[] => lines.map((line) => JSON.parse(line)),
    /** Name and value of each metric, in the order of the lines. */
    counted: (): readonly (readonly [string, unknown])[] =>
      lines.flatMap((text) => {
        const line = JSON.parse(text);
        const directives: { Metrics: { Name: string }[] }[] = line._aws?.CloudWatchMetrics ?? [];
        return directives.flatMap(({ Metrics }) => Metrics.map(({ Name }) => [Name, line[Name]] as const));
      }),
  };
}
