/** A figure that CloudWatch has. */
export interface Figure {
  readonly namespace: 'AWS/SQS' | 'AppFrameworkWebhooks';
  readonly metric: string;
  readonly dimension: readonly [name: string, value: string];
  /** How far back is looked. */
  readonly minutes: number;
}

/** The greatest value of a figure; absent where there is none. @throws Error where CloudWatch does not tell */
export type Figures = (figure: Figure) => Promise<number | undefined>;
