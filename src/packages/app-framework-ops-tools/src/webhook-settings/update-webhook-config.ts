import { randomBytes } from 'node:crypto';
import type { HookAtGitHub, HookAttempt } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';
import { gitHostOf } from '../deployments/app-host';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { openHook } from './open-hook';
import { versionsOf, withNewApp } from './secret-versions';
import { createStoredSecret } from './stored-secret';

export interface UpdateRequest {
  readonly app: AppReference;
  readonly webhookUrl: string;
  readonly webhookSecretArn: string;
  /** Makes a secret for an App that has none. */
  readonly newSecret?: boolean;
  readonly callbackUrl?: string;
  readonly homepageUrl?: string;
  readonly setupUrl?: string;
  readonly table?: string;
  /**
   * Tells whether the ledger has a delivery. Given, the proof is by one that is here or that nobody took: another that is sent again would be
   * handled here, too. Otherwise it is by the newest.
   */
  readonly isHere?: (attempt: HookAttempt) => Promise<boolean>;
}

/**
 * Sets URL and secret of an App's webhook at GitHub, and proves them by a delivery. Of an App that never had one all is done that can be: that is
 * no failure, and the next event is the proof.
 */
export async function updateWebhookConfig(
  request: UpdateRequest,
  { progress }: CommandContext,
): Promise<CommandResult> {
  const { app, webhookUrl, webhookSecretArn, table } = request;
  const appId = await appIdOf(app, table);
  const { secrets } = createAwsClients();
  const stored = createStoredSecret({ secrets, secretArn: webhookSecretArn });
  const { text } = await stored.read();
  const made = request.newSecret ? withNewApp(text, appId, randomBytes(32).toString('hex')) : undefined;
  const [secret = ''] = versionsOf(made ?? text, appId).values;
  const hook = await openHook({ appId, table });
  if (made !== undefined) {
    // An App whose key is not here would leave a secret that nobody uses.
    await hook.url();
    await stored.write(made);
    progress(`A webhook secret of App ${appId} is stored beside the others.`);
  }
  progress(`Setting the webhook of App ${appId} to ${webhookUrl}, with its secret.`);
  await hook.set({ url: webhookUrl, secret });
  const proof = await proofOf({ hook, progress, isHere: request.isHere });
  const byHand = manualSettings(request);
  return {
    exitCode: proof.state === 'failed' ? exitCodes.partlyDone : exitCodes.ok,
    json: { appId, webhookUrl, isProven: proof.state === 'proven', proofState: proof.state, proof: proof.text, byHand },
    text: [
      formatFields({ App: String(appId), 'Webhook URL': webhookUrl, Secret: secretIs[proof.state], Proof: proof.text }),
      ...byHandText(byHand, hook.baseUrl),
    ].join('\n\n'),
  };
}

interface Proof {
  /** `pending` where GitHub has sent the App nothing yet, and so can send nothing again. */
  readonly state: 'proven' | 'pending' | 'failed';
  readonly text: string;
}

const secretIs = { proven: 'set and proven', pending: 'set, not yet proven', failed: 'set, not proven' } as const;

interface Proving extends Pick<UpdateRequest, 'isHere'> {
  readonly hook: HookAtGitHub;
  readonly progress: (line: string) => void;
}

async function proofOf({ hook, progress, isHere }: Proving): Promise<Proof> {
  const newest = await harmless(await hook.attempts(), isHere);
  if (newest === undefined) {
    return {
      state: 'pending',
      text: 'none yet: GitHub has sent this App no delivery that it could send again. The first event that the App gets proves URL and secret: deliveries list shows it. Run the same then to have it proven here.',
    };
  }
  progress(`Asking GitHub to send ${newest.event} ${newest.deliveryId} again.`);
  const sent = await hook.sendAgain(newest);
  if (sent === undefined)
    return { state: 'failed', text: 'none: GitHub did not send a delivery again within a minute.' };
  const state = sent.statusCode === 200 ? 'proven' : 'failed';
  const why = sent.statusCode === 401 ? ' The deployment knows another secret than this one.' : '';
  return { state, text: `GitHub sent ${sent.deliveryId} again and was answered with ${sent.statusCode}.${why}` };
}

/** The newest that does no harm when it comes once more. */
async function harmless(
  attempts: readonly HookAttempt[],
  isHere: UpdateRequest['isHere'] = async () => true,
): Promise<HookAttempt | undefined> {
  for (const attempt of attempts) {
    const isTaken = attempt.statusCode >= 200 && attempt.statusCode < 300;
    if (!isTaken || (await isHere(attempt))) return attempt;
  }
  return undefined;
}

/** What GitHub has no API for. */
function manualSettings({ callbackUrl, homepageUrl, setupUrl }: UpdateRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ 'Callback URL': callbackUrl, 'Homepage URL': homepageUrl, 'Setup URL': setupUrl }).flatMap(
      ([name, value]) => (value === undefined ? [] : [[name, value]]),
    ),
  );
}

function byHandText(byHand: Record<string, string>, baseUrl: string): string[] {
  if (Object.keys(byHand).length === 0) return [];
  const where = `https://${gitHostOf(baseUrl)}/settings/apps (of an organization: its settings, "GitHub Apps")`;
  return [`GitHub has no API for these. Set them by hand, at ${where}:\n${formatFields(byHand, '  ')}`];
}
