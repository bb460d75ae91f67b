import type { Page } from '../http/page';
import type { NewApp } from './converted-app';
import type { Setup } from './setup-table';

const runAgain = 'Run the command setup again for a new link.';

interface Question {
  readonly link: string;
  readonly name: string;
  readonly host: string;
  readonly problem?: string;
  /** Account that the App has to belong to, where the stack says so. */
  readonly owner: string | undefined;
  readonly organization: string | undefined;
}

/** What whoever registers an App is told, by what happened. */
export const pages = {
  question: ({ link, name, host, problem, owner, organization = '' }: Question): Page => ({
    status: problem === undefined ? 200 : 400,
    title: 'Register the GitHub App of this deployment',
    text: [
      ...(problem === undefined ? [] : [problem]),
      `GitHub (${host}) shows the App with all that this deployment needs, and you create it there. Its private key goes into AWS KMS, and nobody ever sees it.`,
      'An App that an enterprise owns cannot be made this way: docs/setup.md says how by hand.',
    ],
    form: {
      action: 'setup',
      goesTo: 'this site',
      hidden: { link },
      inputs: [
        {
          name: 'name',
          label: 'Name',
          value: name,
          hint: 'At most 34 characters, and no other App or account has it.',
        },
        {
          name: 'organization',
          label: 'Organization',
          value: organization,
          hint:
            owner === undefined
              ? 'The one that is to own the App. Leave it empty to own it yourself.'
              : `The App has to belong to ${owner}, or it is refused. Leave it empty where that is your own account.`,
        },
      ],
      button: 'Register on GitHub',
    },
  }),
  toGitHub: ({ action, origin, manifest }: { action: string; origin: string; manifest: string }): Page => ({
    status: 200,
    title: 'On to GitHub',
    text: ['If nothing happens, press the button.'],
    form: {
      action,
      goesTo: { origin },
      hidden: { manifest },
      button: 'Go on to GitHub',
      pressed: 'at once',
    },
  }),
  notGood: (setup: Setup | undefined): Page => ({
    status: 410,
    title: 'This link is no longer good',
    text: [
      ...(setup ? usedFor(setup) : []),
      `A link is good for an hour, for one App, in the browser that began with it. ${runAgain}`,
    ],
  }),
  otherBrowser: (): Page => ({
    status: 400,
    title: 'This is another browser',
    text: [
      'The App is being registered in the browser in which the button was pressed, or your browser keeps no cookies here. Go on there.',
      `If that is not possible: GitHub has the App perhaps. Delete it there, under Developer settings, GitHub Apps. ${runAgain}`,
    ],
  }),
  working: (what: string, againInSeconds = 3): Page => ({
    status: 202,
    title: 'One moment',
    text: [what, 'This page goes on by itself.'],
    againInSeconds,
  }),
  noAnswer: (url: string): Page => ({
    status: 502,
    title: 'GitHub gives no answer',
    text: ['It is not known whether the App is there. What GitHub sent you here with works for an hour: try again.'],
    next: { label: 'Try again', url },
  }),
  codeRefused: (): Page => ({
    status: 400,
    title: 'GitHub does not know this code',
    text: [`Nothing was taken from GitHub. If you see the App there, delete it. ${runAgain}`],
  }),
  codeAway: (url: string): Page => ({
    status: 409,
    title: 'GitHub was asked, and nothing came',
    text: [
      'What GitHub led you back here with is needed once more, and works for an hour: go on at that page, which your browser has in its history. It begins with this address, too, and has code= in it.',
      `If an hour went by, delete the App that you created. ${runAgain}`,
    ],
    next: { label: 'Go to your Apps at GitHub', url },
  }),
  otherOwner: (url: string, { name, owner }: Pick<NewApp, 'name' | 'owner'>, wanted = 'somebody else'): Page => ({
    status: 403,
    title: `This deployment takes an App of ${wanted}`,
    text: [
      `GitHub made the App ${name} for ${owner}, and the stack says that it has to belong to ${wanted}. It was refused: its private key and its secrets were thrown away. Delete it.`,
      `Nothing else is to be undone: the key in KMS is scheduled for deletion. ${runAgain}`,
    ],
    next: { label: 'Go to the App at GitHub', url },
  }),
  lost: (url: string, app: Pick<NewApp, 'name'> | undefined): Page => ({
    status: 500,
    title: 'The App has to be registered again',
    text: [
      app === undefined
        ? 'GitHub made the App, and what it gave for it did not arrive here: it gives it once. Delete the App that you have just created.'
        : `GitHub made the App ${app.name}, and what it gave for it could not be kept. Delete this App.`,
      `Nothing else is to be undone: the key in KMS is scheduled for deletion. ${runAgain}`,
    ],
    next: { label: 'Go to the App at GitHub', url },
  }),
  registered: (app: NewApp, { url, problem }: { url: string; problem: string }): Page => ({
    status: 200,
    title: `${app.name} is registered`,
    text: [problem],
    next: { label: 'Install it', url },
  }),
  installed: (url: string): Page => ({
    status: 200,
    title: 'The App is installed',
    text: ['It works from now on in the repositories that you chose. Nothing more is to be done here.'],
    next: { label: 'Go to GitHub', url },
  }),
  updated: (url: string): Page => ({
    status: 200,
    title: 'The installation is changed',
    text: ['The App works from now on in the repositories that are chosen now, and in no other.'],
    next: { label: 'Look at your installations', url },
  }),
  requested: (url: string): Page => ({
    status: 200,
    title: 'An owner has to install the App',
    text: [
      'GitHub asked the owners of the organization. The App works there once one of them agrees: tell them where the request is, under Settings, GitHub Apps, Pending.',
      'You need not come back here.',
    ],
    next: { label: 'Go to GitHub', url },
  }),
  failed: (requestId: string): Page => ({
    status: 500,
    title: 'Something failed here',
    text: [
      `It is in the log of the function setup, under ${requestId}. Nothing is lost: load this page again, and it goes on where it was.`,
    ],
  }),
  notFound: (): Page => ({ status: 404, title: 'There is nothing here', text: [runAgain] }),
};

/** What became of a link, for whoever comes to it later: with nothing in it that works. */
function usedFor({ step, app, begunAt, registeredAt }: Setup): string[] {
  if (begunAt === undefined) return [];
  if (step === 'registered' && app) {
    return [`The App ${app.name} of ${app.owner} was registered with it, ${at(registeredAt)}.`, notYou];
  }
  return [`Its button was pressed in another browser, ${at(begunAt)}, and no App is registered yet.`, notYou];
}

const notYou =
  'Where that was none of you: somebody else had the link. Look into the log of the function setup, and into the App table.';

function at(time: number | undefined): string {
  return time === undefined
    ? 'not long ago'
    : `on ${new Date(time)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
        .replace('T', ' at ')}`;
}
