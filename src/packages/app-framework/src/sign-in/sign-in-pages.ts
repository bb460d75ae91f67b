import type { Page } from '../http/page';

/** What people are told, by what happened. `url` is the next step. */
export const pages = {
  begin: (url: string): Page => ({
    status: 200,
    title: 'Sign in',
    text: ['The App is installed. Sign in, so that it can act as you when you ask it to.'],
    next: { label: 'Sign in with GitHub', url },
  }),
  stale: (url: string): Page => ({
    status: 400,
    title: 'Let us try that again',
    text: [
      'This sign-in took longer than an hour, was begun in another browser, or your browser keeps no cookies here. Nothing was done.',
      'If you came from inside another app, open the link in your usual browser.',
    ],
    next: { label: 'Sign in again', url },
  }),
  denied: (url: string): Page => ({
    status: 200,
    title: 'You said no',
    text: ['Nothing was done, and nothing is kept. Without your sign-in the App cannot act as you.'],
    next: { label: 'Sign in after all', url },
  }),
  linkOver: (url: string): Page => ({
    status: 410,
    title: 'This link is no longer good',
    text: ['A link is good for a day. Write your comment again, and you get a new one.'],
    next: { label: 'Go to GitHub', url },
  }),
  otherPerson: (login: string, url: string): Page => ({
    status: 403,
    title: 'This link is for somebody else',
    text: [
      `You are signed in to GitHub as ${login}, and another account asked. Nothing was kept.`,
      'If that account is yours too, change to it at GitHub, and open the link again.',
    ],
    next: { label: 'Go back to GitHub', url },
  }),
  otherHost: (url: string): Page => ({
    status: 400,
    title: 'That answer came from another place',
    text: ['The sign-in was begun at one GitHub, and another one answered. Nothing was done.'],
    next: { label: 'Sign in again', url },
  }),
  gitHubFailed: (url: string): Page => ({
    status: 502,
    title: 'GitHub did not answer',
    text: ['Nothing was kept. It may work in a minute.'],
    next: { label: 'Sign in again', url },
  }),
  failed: (requestId: string, url: string): Page => ({
    status: 500,
    title: 'Something went wrong here',
    text: [
      `It was nothing that you did. Try again in a minute: what you asked for still waits. If it happens again, tell those who run the App this number: ${requestId}`,
    ],
    next: { label: 'Sign in again', url },
  }),
  misconfigured: (error: string, url: string): Page => ({
    status: 502,
    title: 'The App cannot take sign-ins now',
    text: [`GitHub says ${error}. Tell those who run the App: they find what to do in its runbook.`],
    next: { label: 'Go to GitHub', url },
  }),
  done: (login: string, goesOn: 'yes' | 'no', url: string): Page => ({
    status: 200,
    title: `You are signed in as ${login}`,
    text: [
      goesOn === 'yes'
        ? 'What you asked for goes on now. You need not write it again.'
        : 'The App can act as you when you ask it to. You can take that back in your settings at GitHub.',
    ],
    next: { label: 'Go back to GitHub', url },
  }),
  singleSignOn: (login: string, url: string): Page => ({
    status: 200,
    title: 'One step is left',
    text: [
      `You are signed in as ${login}, and your organization wants a single sign-on before the App can act as you there.`,
      'Sign on, go back to your comment, and open the link there once more. Where what you asked for does not go on by itself then, write it again.',
    ],
    next: { label: 'Sign on at your organization', url },
  }),
  notFound: (url: string): Page => ({
    status: 404,
    title: 'There is nothing here',
    text: ['You came by a link that leads nowhere.'],
    next: { label: 'Go to GitHub', url },
  }),
};
