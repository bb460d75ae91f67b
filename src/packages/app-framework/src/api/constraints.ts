import { type Shape, traitOf } from './model';

/** What the model says against how long a text is, or how many entries a list or a map has; absent where it is within bounds. */
export function lengthFault(shape: Shape, value: unknown): string | undefined {
  const { min, max } = bounds(traitOf(shape, 'length'));
  const { length, unit } = lengthOf(value);
  if (min !== undefined && length < min) return `must have at least ${min} ${unit}, but has ${length}`;
  if (max !== undefined && length > max) return `must have at most ${max} ${unit}, but has ${length}`;
  return undefined;
}

/** What else the model says against a value; absent where nothing. */
export function valueFault(shape: Shape, value: unknown): string | undefined {
  return rangeFault(shape, value) ?? patternFault(shape, value) ?? enumFault(shape, value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rangeFault(shape: Shape, value: unknown): string | undefined {
  const { min, max } = bounds(traitOf(shape, 'range'));
  if (typeof value !== 'number') return undefined;
  if (min !== undefined && value < min) return `must be at least ${min}, but is ${value}`;
  if (max !== undefined && value > max) return `must be at most ${max}, but is ${value}`;
  return undefined;
}

function patternFault(shape: Shape, value: unknown): string | undefined {
  const pattern = traitOf(shape, 'pattern');
  if (typeof pattern !== 'string' || typeof value !== 'string' || new RegExp(pattern, 'u').test(value))
    return undefined;
  return `must match ${pattern}`;
}

function enumFault(shape: Shape, value: unknown): string | undefined {
  if (shape.type !== 'enum') return undefined;
  const values = Object.values(shape.members ?? {}).map((member) => traitOf(member, 'enumValue'));
  return values.includes(value) ? undefined : `must be one of ${values.join(', ')}`;
}

/** Lengths as Smithy counts them: text in Unicode scalar values, lists and maps in entries. */
function lengthOf(value: unknown): { length: number; unit: string } {
  if (typeof value === 'string') return { length: [...value].length, unit: 'characters' };
  if (Array.isArray(value)) return { length: value.length, unit: 'entries' };
  return { length: isObject(value) ? Object.keys(value).length : 0, unit: 'entries' };
}

function bounds(trait: unknown): { min?: number; max?: number } {
  if (!isObject(trait)) return {};
  const { min, max } = trait;
  return { ...(typeof min === 'number' && { min }), ...(typeof max === 'number' && { max }) };
}
