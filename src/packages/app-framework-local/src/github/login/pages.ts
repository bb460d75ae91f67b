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
          :root { color-scheme: light dark; --ground: #fff; --soft: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --quiet: #59636e; --link: #0969da; --main: #1a7f37; }
          @media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --soft: #161b22; --line: #3d444d; --text: #e6edf3; --quiet: #9ba5b0; --link: #79b8ff; --main: #1f7a37; } }
          body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 24rem; padding: 0 1rem; color: var(--text); background: var(--ground); overflow-wrap: anywhere; }
          h1 { font-size: 1.5rem; }
          a { color: var(--link); }
          button { display: block; width: 100%; margin: 0.5rem 0; padding: 0.6rem; font: inherit; color: var(--text); border: 1px solid var(--line); border-radius: 6px; background: var(--soft); cursor: pointer; }
          button.main { background: var(--main); border-color: var(--main); color: #fff; }
          button:focus-visible, input:focus-visible, textarea:focus-visible, a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
          input[type='text'] { width: 100%; box-sizing: border-box; padding: 0.6rem; font: inherit; text-transform: uppercase; }
          body.wide { max-width: 44rem; }
          article { margin: 1rem 0; border: 1px solid var(--line); border-radius: 6px; padding: 0 1rem 0.5rem; }
          article header { margin: 0 -1rem; padding: 0.5rem 1rem; background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; }
          article:target { border-color: var(--link); }
          article footer { margin-top: 0; }
          textarea { width: 100%; box-sizing: border-box; padding: 0.6rem; font: inherit; }
          footer { margin-top: 2rem; color: var(--quiet); font-size: 0.8rem; }
        </style>
      </head>
      <body class="${width}">
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer>A local GitHub for tests. Nobody here is real.</footer>
      </body>
    </html>`;
}

export function signInPage(
  users: readonly Account[],
  { returnTo, login, origin }: { returnTo: string; login: string | undefined; origin: string },
): Page {
  const ordered = [...users].sort((one, other) => Number(other.login === login) - Number(one.login === login));
  const choices = ordered.map(
    (user) =>
      html`<button name="login" value="${user.login}" id="sign-in-${user.login}">Sign in as ${user.login}</button>`,
  );
  const making = `curl -d '{"login": "ada", "type": "User"}' ${origin}/_control/accounts`;
  const nobody = html`<p>There is no user yet. Make one, and load this page again:</p>
    <p><code>${making}</code></p>`;
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
