import { field } from '../lambda/parsed-json';
import type { OidcIssuer } from './token-verifier';

/** Who asks as a user, as the construct writes it into the environment. */
export interface FrontEnds {
  readonly issuers: readonly OidcIssuer[];
  readonly origins: readonly string[];
}

/** @throws Error for a text that no construct writes */
export function frontEndsIn(text: string): FrontEnds {
  const said: unknown = JSON.parse(text);
  const [issuers, origins] = ['issuers', 'origins'].map((name) => field(said, name));
  if (Array.isArray(issuers) && issuers.length > 0 && issuers.every(isIssuer) && areTexts(origins)) {
    return { issuers, origins };
  }
  throw new Error('INTEGRATIONS_FRONT_ENDS names no issuers of tokens: deploy the stack again.');
}

function isIssuer(value: unknown): value is OidcIssuer {
  const [place, subjects] = [field(value, 'audienceIn'), field(value, 'subjects')];
  const isWhole = ['issuer', 'jwksUri'].every((name) => typeof field(value, name) === 'string');
  return (
    isWhole &&
    areTexts(field(value, 'audience')) &&
    (place === 'aud' || place === 'client_id') &&
    (subjects === 'plain' || subjects === 'with issuer')
  );
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
