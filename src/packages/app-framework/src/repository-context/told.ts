import { field } from '../lambda/parsed-json';

/** A text at the place; '' where there is none. */
export function textAt(holder: unknown, ...path: readonly string[]): string {
  return optionalTextAt(holder, ...path) ?? '';
}

export function optionalTextAt(holder: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce(field, holder);
  return typeof found === 'string' ? found : undefined;
}

/** A number at the place; 0 where there is none. */
export function numberAt(holder: unknown, ...path: readonly string[]): number {
  const found = path.reduce(field, holder);
  return typeof found === 'number' ? found : 0;
}

export function listAt(holder: unknown, name: string): readonly unknown[] {
  return listOf(field(holder, name));
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
