// A person asks the bot for something in a comment, signs in with a real browser, and it is done as they.
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { asGitHub, call } from './demo-callers.mjs';
import { until } from './until.mjs';

const require = createRequire(import.meta.url);

export const person = 'ada';
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `gitHub` is the control of the local GitHub, `app` the App that is installed on its owner and that people sign in to. */
export async function personJob({ narrator, outputs, env, gitHub, gitHubUrl, app }) {
  const chromium = process.env.CHROMIUM || places.find((path) => existsSync(path));
  const repository = `${app.owner}/${app.repositories[0]}`;

  await narrator.step('Letting people sign in to the App', async (tell) => {
    await keepSecret(env, outputs.OAuthClientSecretArn, app.clientSecret);
    const { hostname, pathname } = new URL(outputs.WebhookEndpoint);
    const pages = `/_aws/execute-api/${hostname.split('.')[0]}${pathname.replace('webhook', 'auth/callback')}`;
    const callbackUrl = `${env.APP_FRAMEWORK_LOCAL_HTTPS}${pages}`;
    await gitHub.setOAuth(app.appId, { callbackUrls: [callbackUrl] });
    await gitHub.createAccount({ login: person, type: 'User' });
    await gitHub.addMember({ organization: app.owner, user: person });
    await gitHub.addCollaborator({ repository, user: person, permission: 'write' });
    tell(`${person} may write in ${repository}; GitHub sends people back to ${callbackUrl}`);
  });

  await narrator.step(
    `Commenting as ${person}, in a browser, and signing in where the bot asks for it`,
    async (tell) => {
      if (!chromium) {
        tell('left out: there is no Chromium here. Install it (`apt-get install chromium`), or name one in CHROMIUM');
        return;
      }
      const { number } = await gitHub.openIssue({ repository, title: 'To be closed', sender: person });
      const browser = await open(chromium, env);
      try {
        const page = await browser.newPage();
        const press = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
        const shows = (selector) =>
          until(`${selector} on ${page.url()}`, async () => {
            await page.reload();
            return page.$(selector);
          });
        await page.goto(`${gitHubUrl}/login?return_to=/${repository}/issues/${number}`);
        await press(`#sign-in-${person}`);
        await page.type('#body', '@ai3-mvp resolve');
        await press('#comment');
        await shows('a[href*="/auth/login?ask="]');
        tell(`${person} wrote @ai3-mvp resolve; the bot answered with a link to sign in`);
        await press('a[href*="/auth/login?ask="]');
        await press('#authorize');
        tell(`GitHub asked, ${person} said yes, and the next page says: ${await page.title()}`);
        await press('main a');
        await shows('::-p-text(Closed.)');
      } finally {
        await browser.close();
      }
      const { installationToken } = await call(env, outputs, 'InstallationTokenCallerRole', (client) =>
        client.getInstallationToken({ appId: app.appId, owner: app.owner }),
      );
      const issue = await asGitHub(gitHubUrl, `/repos/${repository}/issues/${number}`, installationToken);
      if (issue.state !== 'closed' || issue.closed_by.login !== person)
        throw new Error(`the issue is ${issue.state}, by ${issue.closed_by?.login}`);
      tell(`back in the thread, the bot has done it: GitHub says that ${issue.closed_by.login} closed the issue`);
    },
  );
}

/** A browser that trusts the certificate of this run of the local AWS. */
async function open(executablePath, { AWS_ENDPOINT_URL }) {
  const { certificate } = await (await fetch(`${AWS_ENDPOINT_URL}/_emulator/tls`)).json();
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  const trusted = `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
  return require('puppeteer-core').launch({ executablePath, args: [trusted, '--no-sandbox', '--no-proxy-server'] });
}

async function keepSecret(env, SecretId, SecretString) {
  const { PutSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');
  const secrets = new SecretsManagerClient({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  secrets.destroy();
}
