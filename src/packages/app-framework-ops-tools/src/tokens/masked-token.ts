import { createHash } from 'node:crypto';

/** Whether a token is printed. */
export type TokenDisplay = 'shown' | 'masked';

/** What is printed in place of a token. */
export const MASK = '***';

/** A token for printing, and the hash under which the audit line of the deployment has it. Nothing of a masked token is printed. */
export function displayToken(
  token: string,
  display: TokenDisplay,
): { readonly token: string; readonly hashedToken: string } {
  const hashedToken = createHash('sha256').update(token).digest('base64');
  return { token: display === 'shown' ? token : MASK, hashedToken };
}
