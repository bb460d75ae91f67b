import { field, parsedJson, textsIn } from '../lambda/parsed-json';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createIssuer, type Issuer, type OperatorsIssuer } from './operators-issuer';

export interface OpenedIssuer {
  /** As the construct says it. */
  readonly said: string | undefined;
  readonly baseUrl: string;
  readonly now: () => Date;
}

/** The issuer that signs operators in; absent where there is none. @throws Error for a text that no construct writes */
export function openIssuer({ said, baseUrl, now }: OpenedIssuer): Issuer | undefined {
  if (said === undefined) return undefined;
  const issuer = issuerIn(said);
  const { clientSecretArn: secretArn } = issuer;
  const secretOf = secretArn !== undefined && { secretOf: createSecretReader({ secretArn }) };
  return createIssuer({ issuer, ...secretOf, redirectUrl: `${baseUrl}operators/entered`, now });
}

function issuerIn(text: string): OperatorsIssuer {
  const said = parsedJson(text);
  const [issuer, audience, claim] = textsIn(said, ['issuer', 'audience', 'claim']);
  const [values, scopes, clientSecretArn] = ['values', 'scopes', 'clientSecretArn'].map((name) => field(said, name));
  if (issuer === undefined || audience === undefined || claim === undefined || !areTexts(values) || !areTexts(scopes)) {
    throw new Error('OPERATORS_OIDC names no issuer of tokens: deploy the stack again.');
  }
  return { issuer, audience, claim, values, scopes, ...(typeof clientSecretArn === 'string' && { clientSecretArn }) };
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
