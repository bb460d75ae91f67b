import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { OperatorsIssuer } from './operators-issuer';

/** An issuer of tokens for operators, by the code flow of OIDC. Its client leads back to `operators/entered` below the URL of the pages. */
export interface OperatorsOidc {
  /** As tokens say it in `iss`, such as `https://login.example.com/`. */
  readonly issuer: string;
  /** Id of the client that is made for these pages. */
  readonly audience: string;
  /** @default the client has none: PKCE alone proves who began */
  readonly clientSecret?: ISecret;
  /** The claim of an ID token that says who is an operator, such as `groups` or `email`; of an address the issuer must say that it is verified. */
  readonly claim: string;
  /** Values of the claim, of which one lets in. */
  readonly values: readonly string[];
  /**
   * Asked for besides `openid`, such as `email`.
   * @default none
   */
  readonly scopes?: readonly string[];
}

/** As the pages are told of it, in JSON. @throws Error for an issuer that is none, or that would let in everybody or nobody */
export function textOfIssuer({ issuer, audience, clientSecret, claim, values, scopes = [] }: OperatorsOidc): string {
  if (!/^https:\/\/\S+$/.test(issuer)) {
    throw new Error(`${issuer} is no issuer of tokens: it is an address that begins with https://.`);
  }
  if ([audience, claim, ...values].includes('') || values.length === 0) {
    throw new Error(
      `Say in audience for which client ${issuer} makes tokens, and in claim and values which of them are of operators.`,
    );
  }
  const secret = clientSecret && { clientSecretArn: clientSecret.secretArn };
  return JSON.stringify({ issuer, audience, claim, values, scopes, ...secret } satisfies OperatorsIssuer);
}
