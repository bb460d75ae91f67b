import { type Context, Hono } from 'hono';
import type { ApiEnvironment } from '../server/call';
import type { World } from '../world/world';
import { createAuthorizing, signInFirst } from './authorizing';
import { consentPage, deviceCodePage, messagePage, signInPage } from './pages';
import type { Question } from './sessions';

/** The pages of GitHub's web site on which people sign in and let Apps act for them. */
export function loginRoutes(world: World) {
  const { accounts, deviceCodes, sessions } = world;
  const authorizing = createAuthorizing(world);

  return new Hono<ApiEnvironment>()
    .use('/login/*', hardened)
    .get('/login', (c) => {
      const returnTo = localPath(c.req.query('return_to'));
      const { origin } = new URL(c.req.url);
      return c.html(signInPage(accounts.users(), { returnTo, login: c.req.query('login'), origin }));
    })
    .post('/session', async (c) => {
      const form = await formOf(c);
      const user = accounts.byLogin(form.get('login') ?? '');
      if (user?.type !== 'User') return c.html(messagePage('Sign in', 'There is no such user.'), 404);
      sessions.signIn(c, user);
      return c.redirect(localPath(form.get('return_to')));
    })
    .post('/logout', (c) => {
      sessions.end(c);
      return c.redirect('/login');
    })
    .get('/login/oauth/authorize', (c) => {
      const url = new URL(c.req.url);
      const next = authorizing.begin(url, sessions.of(c));
      if (next === 'unknown App') return c.html(messagePage('Not found', 'There is no App with this client id.'), 404);
      if (next === 'no callback URL') return c.html(messagePage('Not set up', 'The App has no callback URL.'), 400);
      if (next === 'sign in') return c.redirect(signInFirst(url, c.req.query('login')));
      return 'location' in next ? c.redirect(next.location) : c.html(consentPage(next));
    })
    .get('/login/device', (c) => {
      if (sessions.of(c) === undefined) return c.redirect(signInFirst(new URL(c.req.url), undefined));
      return c.html(deviceCodePage(undefined));
    })
    .post('/login/device', async (c) => {
      const session = sessions.of(c);
      if (session === undefined) return c.redirect(signInFirst(new URL(c.req.url), undefined));
      const code = deviceCodes.waiting(((await formOf(c)).get('user_code') ?? '').trim());
      if (code === undefined) return c.html(deviceCodePage('This code is not known, or not any more.'), 404);
      const { app } = code;
      const { user } = session;
      const question = sessions.ask(session, {
        yes() {
          code.answer = { user };
          return '/login/device/success';
        },
        no() {
          code.answer = 'denied';
          return '/login/device/failure';
        },
      });
      return c.html(consentPage({ app, user, question, leadsTo: 'your device' }));
    })
    .get('/login/device/success', (c) =>
      c.html(messagePage("Congratulations, you're all set!", 'Your device is connected.')),
    )
    .get('/login/device/failure', (c) => c.html(messagePage('Nothing was authorized', 'You can close this page.')))
    .post('/login/answer', async (c) => {
      const session = sessions.of(c);
      const form = await formOf(c);
      const answer: keyof Question = form.get('answer') === 'yes' ? 'yes' : 'no';
      const location = session && sessions.answer(session, form.get('question') ?? '', answer);
      if (location === undefined) {
        return c.html(messagePage('Too late', 'This was answered already, or asked in another browser.'), 422);
      }
      return c.redirect(location);
    });
}

async function hardened(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  c.header('cache-control', 'no-store');
  c.header('x-frame-options', 'DENY');
}

async function formOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text());
}

/** Never to another host. */
function localPath(wanted: string | null | undefined): string {
  return wanted !== undefined && wanted !== null && /^\/(?![/\\])/.test(wanted) ? wanted : '/login/device';
}
