/** The person must sign in before the App can act as them. Give them the link, and end: the handler is called again once they have. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';

  constructor(
    readonly signInUrl: string,
    readonly login: string,
  ) {
    super(
      `${login} must sign in before the App can act as them: give them SignInNeeded.signInUrl, in a comment for example.`,
    );
  }
}
