/** What one call came to. */
export interface RevokeAnswer {
  readonly revoked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly suspended: number;
  /** Until when tokens may live that the deployment minted and could not note down; absent where there are none. */
  readonly unknownTokensUntil?: Date | undefined;
}

export interface RevokeRounds {
  readonly ask: () => Promise<RevokeAnswer>;
  /** One round suspends as well: after that, tokens cannot revoke themselves any more and need not. */
  readonly rounds: 'one' | 'while it helps';
  readonly progress: (line: string) => void;
}

/** A call ends when its time does, with the rest counted as failed: so it is repeated as long as each one gets further. */
export async function revokeInRounds({ ask, rounds, progress }: RevokeRounds): Promise<RevokeAnswer> {
  let answer = await ask();
  let revoked = answer.revoked;
  while (rounds === 'while it helps' && answer.failed > 0 && answer.revoked > 0) {
    progress(`${revoked} revoked, ${answer.failed} left.`);
    answer = await ask();
    revoked += answer.revoked;
  }
  return { ...answer, revoked };
}
