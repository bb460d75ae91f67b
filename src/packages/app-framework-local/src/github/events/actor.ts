import type { Person } from '../accounts/accounts';
import type { App } from '../apps/apps';

/** Who does something: a person, or an App as its bot. */
export interface Actor {
  readonly person: Person;
  /** The App through which it is done. */
  readonly app?: App;
}

/** Somebody does something, seen from whom the bodies' links are made for. */
export interface Act {
  readonly actor: Actor;
  /** The API's base URL. */
  readonly base: string;
}
