import type { createGitHubOAuth, OAuthGrant } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';

export interface DeviceFlowCollaborators {
  readonly oauth: Pick<ReturnType<typeof createGitHubOAuth>, 'startDevice' | 'deviceToken'>;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Shows the person where to go, and what to enter. */
  readonly show: (device: { readonly url: string; readonly code: string }) => void;
  /** Tells how long is left. */
  readonly tell: (secondsLeft: number) => void;
}

/** GitHub counts the interval from when it answered, which was a little earlier. */
const marginMilliseconds = 1_000;
const slowerMilliseconds = 5_000;
const timed = { remainingMilliseconds: () => 15_000 };

/** The pair of a person who enters a code on another device (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token). */
export async function deviceFlow(
  client: { readonly apiUrl: string; readonly clientId: string },
  { oauth, now, pause, show, tell }: DeviceFlowCollaborators,
): Promise<OAuthGrant> {
  const started = await oauth.startDevice(client, timed);
  if (started.kind === 'unavailable') throw new CommandError('failed', `No code could be had: ${started.message}`);
  if (started.kind === 'refused') throw refused(started.error, started.description);
  const { deviceCode, userCode, verificationUri, expiresInSeconds, intervalSeconds } = started.device;
  show({ url: verificationUri, code: userCode });
  const end = now() + expiresInSeconds * 1_000;
  let interval = intervalSeconds * 1_000;
  for (;;) {
    tell(Math.max(0, Math.ceil((end - now()) / 1_000)));
    await pause(interval + marginMilliseconds);
    if (now() >= end) throw refused('expired_token', '');
    const outcome = await oauth.deviceToken(client, deviceCode, timed);
    if (outcome.kind === 'granted') return outcome.grant;
    // Silence says nothing: the code is still good.
    if (outcome.kind === 'unavailable' || outcome.error === 'authorization_pending') continue;
    if (outcome.error !== 'slow_down') throw refused(outcome.error, outcome.description);
    interval += slowerMilliseconds;
  }
}

function refused(error: string, description: string): CommandError {
  const known: Readonly<Record<string, string>> = {
    device_flow_disabled: 'The App does not allow the device flow: switch on "Enable Device Flow" in its settings.',
    access_denied: 'The person said no. Nothing was kept.',
    expired_token: 'The code was not entered in time. Run this again for another one.',
    incorrect_client_credentials: 'GitHub knows no App with this client id: copy it from the settings of the App.',
    'Not Found': 'GitHub knows no App with this client id: copy it from the settings of the App.',
  };
  return new CommandError('refused', known[error] ?? `GitHub refused: ${error} ${description}`.trim());
}
