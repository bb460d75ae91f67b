import { ApiError, type Violation, violated } from './api-error';
import { inputOf, type Reference, type Shape, shapeOf, traitOf } from './model';
import type { OperationInputs, OperationName } from './operations';

/**
 * An operation's input out of a JSON value, checked against every constraint of the model. Members that the model does not know are
 * left out, so that newer callers can talk to older deployments.
 * @throws ApiError `SerializationException` at the first value of another type than the model's, `ValidationException` with all
 * constraints that are violated.
 */
export function parseInput<Name extends OperationName>(operation: Name, value: unknown): OperationInputs[Name] {
  const violations: Violation[] = [];
  const input = parse({ value, target: { target: inputOf(operation) }, path: '', violations });
  if (violations.length > 0) throw violated(violations);
  if (!isInputOf<Name>(input)) throw wrongType('', 'an object', value);
  return input;
}

interface Place {
  readonly value: unknown;
  readonly target: Reference;
  readonly path: string;
  readonly violations: Violation[];
}

function parse(place: Place): unknown {
  const shape = shapeOf(place.target.target);
  const parsed = parsers[shape.type]?.(place, shape);
  if (parsed === undefined) throw new Error(`inputs of type ${shape.type} are not supported`);
  check(place, shape, parsed);
  return parsed;
}

const parsers: Record<string, (place: Place, shape: Shape) => unknown> = {
  structure: (place, shape) => {
    const given = asObject(place);
    const parsed: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const path = `${place.path}/${name}`;
      const value = given[name];
      if (value !== undefined && value !== null) {
        parsed[name] = parse({ ...place, value, target: member, path });
        continue;
      }
      if (traitOf(member, 'required') !== undefined) place.violations.push({ path, message: 'is required' });
    }
    return parsed;
  },
  list: (place, shape) => {
    if (!Array.isArray(place.value)) throw wrongType(place.path, 'a list', place.value);
    const { member } = shape;
    if (!member) return [];
    return place.value.map((value: unknown, index) =>
      parse({ ...place, value, target: member, path: `${place.path}/${index}` }),
    );
  },
  map: (place, shape) => {
    const { key, value: target } = shape;
    if (!key || !target) return {};
    const entries = Object.entries(asObject(place)).map(([name, value]) => {
      const path = `${place.path}/${name.slice(0, 64)}`;
      return [parse({ ...place, value: name, target: key, path }), parse({ ...place, value, target, path })] as const;
    });
    return Object.fromEntries(entries);
  },
  string: asString,
  enum: asString,
  integer: asInteger,
  long: asInteger,
  boolean: (place) => {
    if (typeof place.value !== 'boolean') throw wrongType(place.path, 'true or false', place.value);
    return place.value;
  },
};

function asObject(place: Place): Readonly<Record<string, unknown>> {
  if (!isObject(place.value)) throw wrongType(place.path, 'an object', place.value);
  return place.value;
}

function asString(place: Place): string {
  if (typeof place.value !== 'string') throw wrongType(place.path, 'text', place.value);
  return place.value;
}

function asInteger(place: Place): number {
  if (typeof place.value !== 'number' || !Number.isInteger(place.value)) {
    throw wrongType(place.path, 'a whole number', place.value);
  }
  return place.value;
}

function check(place: Place, shape: Shape, value: unknown): void {
  for (const rule of [violatesRange, violatesLength, violatesPattern, violatesEnum]) {
    const message = rule(shape, value);
    if (message) place.violations.push({ path: place.path, message });
  }
}

function violatesRange(shape: Shape, value: unknown): string | undefined {
  const { min, max } = bounds(traitOf(shape, 'range'));
  if (typeof value !== 'number') return undefined;
  if (min !== undefined && value < min) return `must be at least ${min}, but is ${value}`;
  if (max !== undefined && value > max) return `must be at most ${max}, but is ${value}`;
  return undefined;
}

function violatesLength(shape: Shape, value: unknown): string | undefined {
  const { min, max } = bounds(traitOf(shape, 'length'));
  const { length, unit } = lengthOf(value);
  if (min !== undefined && length < min) return `must have at least ${min} ${unit}, but has ${length}`;
  if (max !== undefined && length > max) return `must have at most ${max} ${unit}, but has ${length}`;
  return undefined;
}

function violatesPattern(shape: Shape, value: unknown): string | undefined {
  const pattern = traitOf(shape, 'pattern');
  if (typeof pattern !== 'string' || typeof value !== 'string' || new RegExp(pattern, 'u').test(value))
    return undefined;
  return `must match ${pattern}`;
}

function violatesEnum(shape: Shape, value: unknown): string | undefined {
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

function wrongType(path: string, expected: string, value: unknown): ApiError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return new ApiError('SerializationException', `${path || 'The body'} must be ${expected}, but is ${got}.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True by construction: the parsers build exactly what the model says, and the client's types are generated from the same model. */
function isInputOf<Name extends OperationName>(value: unknown): value is OperationInputs[Name] {
  return isObject(value);
}
