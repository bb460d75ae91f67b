import type { Page } from '../http/page';
import type { Controlled } from './controlled-accounts';

const another = 'Ask for another link where you got this one.';

interface Question {
  readonly link: string;
  readonly label: string;
  readonly app: string;
  readonly host: string;
  /** Origin of GitHub's pages. */
  readonly origin: string;
  /** For whom has it installed already. */
  readonly mine: string;
}

/** What somebody who installs an App for a user is told, by what happened. */
export const pages = {
  question: ({ link, label, app, host, origin, mine }: Question): Page => ({
    status: 200,
    title: `Install ${app} for ${label}`,
    text: [
      `What you install at GitHub (${host}) belongs to ${label} from then on: go on only where that is you.`,
      'You choose account and repositories there, and then sign in, so that GitHub says who you are. Nothing of your sign-in is kept.',
    ],
    form: { action: 'install', goesTo: { onTo: origin }, hidden: { link }, button: 'Go on to GitHub' },
    next: { label: 'It is installed already', url: mine },
  }),
  notGood: (): Page => ({
    status: 410,
    title: 'This link is no longer good',
    text: [`A link is good for an hour, once, in the browser that began with it. ${another}`],
  }),
  otherBrowser: (): Page => ({
    status: 400,
    title: 'This is another browser',
    text: [`The link was opened in another browser, or yours keeps no cookies here. Go on there. ${another}`],
  }),
  notReady: (): Page => ({
    status: 503,
    title: 'The App is not known here yet',
    text: ['The deployment learns the address of a new App within five minutes. This page goes on by itself.'],
    againInSeconds: 30,
  }),
  connected: ({ accountLogin }: Pick<Controlled, 'accountLogin'>, label: string, url: string): Page => ({
    status: 200,
    title: `${accountLogin} is connected`,
    text: [`The installation on ${accountLogin} belongs to ${label} now. You can close this page.`],
    next: { label: 'Go to GitHub', url },
  }),
  waiting: (login: string, label: string): Page => ({
    status: 202,
    title: 'Waiting for GitHub',
    text: [
      `You are signed in as ${login}. As soon as GitHub says that you installed the App, or asked for it, the installation belongs to ${label}: that takes a minute at most, and needs nothing more of you.`,
      'Somebody who neither installed it, nor owns the organization, nor is the account itself, connects nothing.',
    ],
  }),
  requested: (login: string, label: string): Page => ({
    status: 202,
    title: 'An owner has to install the App',
    text: [
      `GitHub asked the owners of the organization, for ${login}. Once one of them agrees, within 30 days, the installation belongs to ${label} by itself.`,
      'Tell them where the request is: in the settings of the organization, GitHub Apps, Pending.',
    ],
  }),
  requestedForSeveral: (login: string): Page => ({
    status: 202,
    title: 'An owner has to install the App',
    text: [
      `GitHub asked the owners of the organization, for ${login}, who asked for others here, too: GitHub does not say for whom they agree. Once they do, open a new link, and choose the organization.`,
      'Tell them where the request is: in the settings of the organization, GitHub Apps, Pending.',
    ],
  }),
  gone: (accountLogin: string, url: string): Page => ({
    status: 409,
    title: 'This installation is there no more',
    text: [`The App was removed from ${accountLogin} meanwhile. Nothing was connected.`],
    next: { label: 'Choose what is there now', url },
  }),
  choice: (controls: readonly Controlled[], state: string, label: string): Page => {
    // An enterprise may be called as an organization is.
    const options = controls.map(({ installationId, accountLogin, accountType }) => ({
      value: String(installationId),
      text: accountType === 'Enterprise' ? `${accountLogin} (enterprise)` : accountLogin,
    }));
    const isAny = options.length > 0;
    return {
      status: 200,
      title: `Which one is for ${label}?`,
      text: [
        isAny
          ? `The installation on the account that you choose belongs to ${label} from then on.`
          : 'You control no account that the App is installed on. To see an installation is not to control it: its account, or an owner of its organization, has to open this link.',
      ],
      ...(isAny && {
        form: {
          action: 'choose',
          goesTo: 'this site',
          hidden: { state },
          inputs: [{ name: 'installation', label: 'Account', hint: 'Those with the App that you control.', options }],
          button: 'Connect it',
        },
      }),
    };
  },
  signInFailed: (url: string): Page => ({
    status: 502,
    title: 'GitHub did not say who you are',
    text: ['The sign-in was refused or took too long. Nothing was done.'],
    next: { label: 'Sign in again', url },
  }),
  plain: (url: string): Page => ({
    status: 200,
    title: 'The App is installed',
    text: ['It works from now on in the repositories that you chose. Nothing more is to be done here.'],
    next: { label: 'Go to GitHub', url },
  }),
  failed: (requestId: string): Page => ({
    status: 500,
    title: 'Something failed here',
    text: [`It is in the log of the function install-links, under ${requestId}. Load this page again.`],
  }),
  notFound: (): Page => ({ status: 404, title: 'There is nothing here', text: [another] }),
};
