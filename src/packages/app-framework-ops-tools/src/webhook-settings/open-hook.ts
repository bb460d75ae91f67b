import { createGitHub, createHook } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { GetAppTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import { CommandError } from '../command-line/failures';
import { hostOfApp } from '../deployments/app-host';
import { connectTo } from '../deployments/framework-client';

/** The webhook of an App at GitHub, asked as the App: the deployment signs, whoever asks does not. */
export async function openHook({ appId, table }: { readonly appId: number; readonly table: string | undefined }) {
  const baseUrl = await hostOfApp({ appId, table });
  const client = await connectTo({ endpoint: 'AppTokenEndpoint', table });
  const gitHub = createGitHub();
  return createHook({
    appId,
    baseUrl,
    async ask(route, parameters = {}) {
      const { appToken } = await client.send(new GetAppTokenCommand({ appId }));
      const outcome = await gitHub.request({ baseUrl, route, parameters, token: appToken, spends: { appId } });
      if (outcome.kind === 'answered') return outcome.data;
      const isLater = outcome.kind === 'throttled' || outcome.kind === 'unavailable';
      throw new CommandError(
        isLater ? 'retry-later' : 'refused',
        `${route} of App ${appId} at ${baseUrl} ${outcome.status === undefined ? 'failed' : `was answered with ${outcome.status}`}: ${outcome.message}`,
      );
    },
  });
}
