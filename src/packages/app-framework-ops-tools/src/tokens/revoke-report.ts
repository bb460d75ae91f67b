import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';
import type { RevokeAnswer } from './revoke-rounds';

/** What a revocation came to, for people and for scripts. */
export function revokeReport(
  { appId, suspend }: { readonly appId: number; readonly suspend?: true },
  answer: RevokeAnswer,
): CommandResult {
  const { revoked, failed, unknown, suspended, unknownTokensUntil } = answer;
  const hasMore = unknownTokensUntil !== undefined;
  const isLeft = failed + unknown > 0 || hasMore;
  const isSuspended = suspend === true && suspended > 0;
  const nothingSuspended = suspend === true && suspended === 0;
  const advice = [
    ...(failed > 0
      ? [`${failed} may still be usable: GitHub could not be asked or did not take them back. Run the command again.`]
      : []),
    ...(unknown > 0 ? [`${unknown} cannot be read any more and may be usable for up to an hour.`] : []),
    ...(hasMore
      ? [
          `Tokens may live until ${unknownTokensUntil.toISOString()} that are not counted here: the deployment minted them and could not note them down.`,
        ]
      : []),
    ...(nothingSuspended
      ? ['Nothing was suspended: GitHub knows no such installation, or the App has none. See list-installations.']
      : []),
    ...(isLeft && isSuspended ? ['They are of no use while the installation is suspended.'] : []),
    ...(isLeft && suspend !== true ? ['--suspend stops them at once.'] : []),
    ...(!isLeft && revoked === 0 && suspend !== true
      ? [
          'No live token is known here. One that leaked may have been minted with an App token, or with the key elsewhere: --suspend stops those as well.',
        ]
      : []),
  ];
  return {
    exitCode: isLeft || nothingSuspended ? exitCodes.partlyDone : exitCodes.ok,
    json: {
      appId,
      revoked,
      failed,
      unknown,
      suspended,
      ...(hasMore && { unknownTokensUntil }),
    },
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
