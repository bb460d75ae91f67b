import { field } from '../lambda/parsed-json';

/** A text attribute of an item as DynamoDB answers it; absent where it is none, or empty. */
export function textOf(item: unknown, name: string): string | undefined {
  const value = field(field(item, name), 'S');
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number attribute; absent where it is none. */
export function numberOf(item: unknown, name: string): number | undefined {
  const value = field(field(item, name), 'N');
  return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** A time that is kept as text; absent where it is none. */
export function timeOf(item: unknown, name: string): Date | undefined {
  const time = new Date(textOf(item, name) ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** A list of texts; empty where it is none. */
export function textsOf(item: unknown, name: string): string[] {
  const list = field(field(item, name), 'L');
  return Array.isArray(list) ? list.map((one) => String(field(one, 'S'))) : [];
}
