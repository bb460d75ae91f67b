import { createHash } from 'node:crypto';
import type { ActualScope, ScopeDown } from '@aws/app-framework-for-github-apps-on-aws-client';
import { logRecord } from '../lambda/logger';

export interface VendedToken {
  /** ARN of the principal that signed the request. */
  readonly caller: string;
  readonly appId: number;
  /** Absent for App tokens. */
  readonly nodeId?: string | undefined;
  readonly expirationTime: Date;
  readonly token: string;
  readonly requestedScopeDown?: ScopeDown | undefined;
  readonly actualScopeDown?: ActualScope | undefined;
}

/**
 * Logs that a token was handed out, one line a token. The token itself appears only as base64 of its SHA-256, the form in which
 * GitHub's audit log names it
 * (https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/identifying-audit-log-events-performed-by-an-access-token).
 */
export function auditToken({ token, expirationTime, ...vended }: VendedToken): void {
  const hashedToken = createHash('sha256').update(token).digest('base64');
  logRecord('token vended', { ...vended, expirationTime: expirationTime.toISOString(), hashedToken });
}
