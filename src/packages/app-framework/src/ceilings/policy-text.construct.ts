import { DefaultTokenResolver, Reference, type Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A reference as text that is the same in every stack, before the references between stacks are made. */
export function referenceTo(target: IConstruct, attribute: string): string {
  return `⟦${target.node.addr}.${attribute}⟧`;
}

/** The construct that a text with nothing but a reference in it refers to. */
export function referredTo(text: string): IConstruct | undefined {
  const token = Token.isUnresolved(text) ? Tokenization.reverse(text, { failConcat: false }) : undefined;
  return token !== undefined && Reference.isReference(token) ? token.target : undefined;
}

/** What a property will hold, with references as {@link referenceTo} writes them. */
export function plain(value: unknown, scope: IConstruct): unknown {
  return Tokenization.resolve(value, { scope, resolver: new PlainResolver(), preparing: false });
}

/** A name or ARN in it as a pattern of a policy; what is known only when the stack is deployed matches nothing, but for the account it is in. */
export function patternOf(value: unknown, { region, account }: Pick<Stack, 'region' | 'account'>): string {
  const known = (place: string) => (Token.isUnresolved(place) ? '*' : place);
  return textOf(value)
    .replaceAll('⟦AWS::Partition⟧', '*')
    .replaceAll('⟦AWS::Region⟧', known(region))
    .replaceAll('⟦AWS::AccountId⟧', known(account));
}

/** Whether there is a text that both patterns match, with `*` and `?` as in policies. */
export function overlap(one: string, other: string): boolean {
  const width = other.length + 1;
  const failed = new Set<number>();
  const from = (i: number, j: number): boolean => {
    const place = i * width + j;
    if (failed.has(place)) return false;
    const [left, right] = [one.charAt(i), other.charAt(j)];
    const isMatch =
      (left === '' && right === '') ||
      (left === '*' && (from(i + 1, j) || (right !== '' && from(i, j + 1)))) ||
      (right === '*' && (from(i, j + 1) || (left !== '' && from(i + 1, j)))) ||
      (left !== '' && right !== '' && (left === right || left === '?' || right === '?') && from(i + 1, j + 1));
    if (!isMatch) failed.add(place);
    return isMatch;
  };
  return from(0, 0);
}

/** The same for ARNs, whose parts no wildcard reaches across; those of partitions do not matter. */
export function overlapArns(one: string, other: string): boolean {
  const [left, right] = [partsOf(one), partsOf(other)];
  if (!left || !right) return overlap(one, other);
  return left.every((part, place) => place === 1 || overlap(part, right[place] ?? ''));
}

function partsOf(arn: string): string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** A member of something that is not known to have members. */
export function field(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

/** What is there, as a list: one, several or none. */
export function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

class PlainResolver extends DefaultTokenResolver {
  constructor() {
    super({ join: (left: unknown, right: unknown) => `${textOf(left)}${textOf(right)}` });
  }

  override resolveToken(...[token, context, postProcessor]: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    return token.displayName.startsWith('AWS::')
      ? `⟦${token.displayName}⟧`
      : referenceTo(token.target, token.displayName);
  }
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const pseudo = field(value, 'Ref');
  if (typeof pseudo === 'string' && pseudo.startsWith('AWS::')) return `⟦${pseudo}⟧`;
  const [separator, parts] = listOf(field(value, 'Fn::Join'));
  if (typeof separator === 'string') return listOf(parts).map(textOf).join(separator);
  return `⟦${JSON.stringify(value).replaceAll(/[*?]/g, '-')}⟧`;
}
