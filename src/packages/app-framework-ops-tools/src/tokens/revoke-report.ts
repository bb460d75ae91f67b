import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';
import type { RevokeAnswer } from './revoke-rounds';

/** What a revocation came to, for people and for scripts. */
export function revokeReport(
  { appId, suspend }: { readonly appId: number; readonly suspend?: true },
  { revoked, failed, unknown, suspended }: RevokeAnswer,
): CommandResult {
  const left = failed + unknown;
  const advice = [
    ...(failed > 0
      ? [`${failed} may still be usable: GitHub could not be asked or did not take them back. Run the command again.`]
      : []),
    ...(unknown > 0 ? [`${unknown} cannot be read any more and may be usable for up to an hour.`] : []),
    ...(left > 0 && suspend ? ['They are of no use while the installation is suspended.'] : []),
    ...(left > 0 && !suspend ? ['--suspend stops them at once.'] : []),
  ];
  return {
    exitCode: left > 0 ? exitCodes.partlyDone : exitCodes.ok,
    json: { appId, revoked, failed, unknown, suspended },
    text: [
      formatFields({
        App: String(appId),
        Revoked: String(revoked),
        Failed: String(failed),
        Unknown: String(unknown),
        ...(suspend && { Suspended: String(suspended) }),
      }),
      ...(advice.length > 0 ? [advice.join(' ')] : []),
    ].join('\n\n'),
  };
}
