import { html } from 'hono/html';
import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';

export type Page = ReturnType<typeof html>;

/** A page of the local GitHub: plain, without scripts. */
export function page(title: string, content: Page, width: 'narrow' | 'wide' = 'narrow'): Page {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Local GitHub</title>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 24rem; padding: 0 1rem; color: #1f2328; }
          h1 { font-size: 1.5rem; }
          button { display: block; width: 100%; margin: 0.5rem 0; padding: 0.6rem; font: inherit; border: 1px solid #d1d9e0; border-radius: 6px; background: #f6f8fa; cursor: pointer; }
          button.main { background: #1f883d; border-color: #1f883d; color: #fff; }
          input[type='text'] { width: 100%; box-sizing: border-box; padding: 0.6rem; font: inherit; text-transform: uppercase; }
          body.wide { max-width: 44rem; }
          article { margin: 1rem 0; border: 1px solid #d1d9e0; border-radius: 6px; padding: 0 1rem 0.5rem; }
          article header { margin: 0 -1rem; padding: 0.5rem 1rem; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; }
          article:target { border-color: #0969da; }
          article footer { margin-top: 0; }
          textarea { width: 100%; box-sizing: border-box; padding: 0.6rem; font: inherit; }
          footer { margin-top: 2rem; color: #59636e; font-size: 0.8rem; }
        </style>
      </head>
      <body class="${width}">
        <h1>${title}</h1>
        ${content}
        <footer>A local GitHub for tests. Nobody here is real.</footer>
      </body>
    </html>`;
}

export function signInPage(
  users: readonly Account[],
  { returnTo, login }: { returnTo: string; login: string | undefined },
): Page {
  const ordered = [...users].sort((one, other) => Number(other.login === login) - Number(one.login === login));
  const choices = ordered.map(
    (user) =>
      html`<button name="login" value="${user.login}" id="sign-in-${user.login}">Sign in as ${user.login}</button>`,
  );
  const nobody = html`<p>There is no user yet. Make one with <code>POST /_control/accounts</code>.</p>`;
  return page(
    'Sign in',
    html`<form method="post" action="/session">
      <input type="hidden" name="return_to" value="${returnTo}" />
      ${choices.length === 0 ? nobody : choices}
    </form>`,
  );
}

export interface Consent {
  readonly app: App;
  readonly user: Account;
  readonly question: string;
  /** Where the browser goes afterwards. */
  readonly leadsTo: string;
}

export function consentPage({ app, user, question, leadsTo }: Consent): Page {
  return page(
    `Authorize ${app.slug}`,
    html`<p><b>${app.slug}</b> wants to know who you are and to act as you, <b>${user.login}</b>, where it is installed.</p>
      <form method="post" action="/login/answer">
        <input type="hidden" name="question" value="${question}" />
        <button class="main" name="answer" value="yes" id="authorize">Authorize ${app.slug}</button>
        <button name="answer" value="no" id="cancel">Cancel</button>
      </form>
      <p>Authorizing leads to <b>${leadsTo}</b></p>`,
  );
}

export function deviceCodePage(problem: string | undefined): Page {
  return page(
    'Device activation',
    html`${problem === undefined ? '' : html`<p role="alert">${problem}</p>`}
      <p>Enter the code that your device shows.</p>
      <form method="post" action="/login/device">
        <input type="text" name="user_code" autocomplete="off" placeholder="XXXX-XXXX" aria-label="Code" />
        <button class="main" id="continue">Continue</button>
      </form>`,
  );
}

export function messagePage(title: string, text: string): Page {
  return page(title, html`<p>${text}</p>`);
}
