import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Account, Accounts } from '../accounts/accounts';
import { randomHex } from '../tokens/token-text';

export const sessionCookie = 'user_session';

/** A browser in which somebody is signed in. */
export interface Session {
  readonly user: Account;
  /** What this browser was asked and has not answered, by ids that nobody can guess. */
  readonly questions: Map<string, Question>;
}

/** What a page asks: what a yes leads to, what a no. Both answer where the browser goes. */
export interface Question {
  readonly yes: () => string;
  readonly no: () => string;
}

export function newSession(user: Account): Session {
  return { user, questions: new Map() };
}

export type Sessions = ReturnType<typeof createSessions>;

/** Who is signed in where, and what they were asked: a stranger's page cannot answer for them. */
export function createSessions({ accounts }: { accounts: Accounts }) {
  const sessions = new Map<string, Session>();

  function start(user: Account): string {
    const id = randomHex(24);
    sessions.set(id, newSession(user));
    return id;
  }

  return {
    start,
    /** Starts a session in the browser that asks. */
    signIn(c: Context, user: Account): void {
      setCookie(c, sessionCookie, start(user), { httpOnly: true, sameSite: 'Lax', path: '/' });
    },
    /** Of a user that there still is. */
    of(c: Context): Session | undefined {
      const session = sessions.get(getCookie(c, sessionCookie) ?? '');
      return session !== undefined && accounts.byLogin(session.user.login) === session.user ? session : undefined;
    },
    end(c: Context): void {
      sessions.delete(getCookie(c, sessionCookie) ?? '');
    },
    ask({ questions }: Session, question: Question): string {
      const id = randomHex(16);
      questions.set(id, question);
      return id;
    },
    /** A question is answered once. Answers where the browser goes. */
    answer({ questions }: Session, id: string, answer: keyof Question): string | undefined {
      const question = questions.get(id);
      questions.delete(id);
      return question?.[answer]();
    },
  };
}
