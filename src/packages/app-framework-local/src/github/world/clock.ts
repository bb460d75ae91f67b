/** The local GitHub's own time: the machine's, shifted by what the control API asked for. */
export interface Clock {
  milliseconds(): number;
  /** Whole seconds since 1970, as in JWT claims and `x-ratelimit-reset`. */
  seconds(): number;
  shift(offsetSeconds: number): void;
}

export function createClock(machineTime: () => number): Clock {
  let offsetMilliseconds = 0;
  const milliseconds = () => machineTime() + offsetMilliseconds;
  return {
    milliseconds,
    seconds: () => Math.floor(milliseconds() / 1000),
    shift(offsetSeconds) {
      offsetMilliseconds = offsetSeconds * 1000;
    },
  };
}

/** GitHub writes times in whole seconds: `2026-11-21T13:45:00Z`. */
export function gitHubTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
