import { ApiError, type Violation, violated } from './api-error';
import { isObject, lengthFault, valueFault } from './constraints';
import { inputOf, type Reference, type Shape, shapeOf, traitOf } from './model';
import type { OperationInputs, ServedOperation } from './operations';

/**
 * An operation's input out of a JSON value, checked against every constraint of the model. A member that the model does not know is
 * refused, at every depth: it may be a narrowing, misspelt or newer than this deployment, and without it the caller would get more
 * than it asked for.
 * @throws ApiError `SerializationException` at the first value of another type than the model's, `ValidationException` with all
 * constraints that are violated.
 */
export function parseInput<Name extends ServedOperation>(operation: Name, value: unknown): OperationInputs[Name] {
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

/** A value that is too long is not looked into: what it holds could be wrong a hundred thousand times. */
function parse(place: Place): unknown {
  const { value, path, violations } = place;
  const shape = shapeOf(place.target.target);
  const type = types[shape.type];
  if (!type) throw new Error(`inputs of type ${shape.type} are not supported`);
  if (!type.holds(value)) throw wrongType(path, type.called, value);
  const isTooLong = lengthFault(shape, value);
  const message = isTooLong ?? valueFault(shape, value);
  if (message) violations.push({ path, message });
  return isTooLong ? value : (contents[shape.type]?.(place, shape) ?? value);
}

const text: InputType = { called: 'text', holds: (value) => typeof value === 'string' };
const wholeNumber: InputType = { called: 'a whole number', holds: Number.isInteger };

const types: Readonly<Record<string, InputType>> = {
  structure: { called: 'an object', holds: isObject },
  map: { called: 'an object', holds: isObject },
  list: { called: 'a list', holds: Array.isArray },
  string: text,
  enum: text,
  integer: wholeNumber,
  long: wholeNumber,
  boolean: { called: 'true or false', holds: (value) => typeof value === 'boolean' },
};

interface InputType {
  readonly called: string;
  readonly holds: (value: unknown) => boolean;
}

const contents: Readonly<Record<string, (place: Place, shape: Shape) => unknown>> = {
  structure: (place, { members = {} }) => {
    const given = new Map(isObject(place.value) ? Object.entries(place.value) : []);
    for (const name of given.keys()) {
      if (Object.hasOwn(members, name)) continue;
      place.violations.push({ path: below(place.path, name), message: unknownMember(members) });
    }
    const parsed: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(members)) {
      const path = below(place.path, name);
      const value = given.get(name);
      if (value !== undefined && value !== null) {
        parsed[name] = parse({ ...place, value, target: member, path });
        continue;
      }
      if (traitOf(member, 'required') !== undefined) place.violations.push({ path, message: 'is required' });
    }
    return parsed;
  },
  list: (place, { member }) => {
    if (!member || !Array.isArray(place.value)) return [];
    return place.value.map((value: unknown, index) =>
      parse({ ...place, value, target: member, path: below(place.path, `${index}`) }),
    );
  },
  map: (place, { key, value: target }) => {
    if (!key || !target || !isObject(place.value)) return {};
    const entries = Object.entries(place.value).map(([name, value]) => {
      const path = below(place.path, name);
      return [parse({ ...place, value: name, target: key, path }), parse({ ...place, value, target, path })] as const;
    });
    return Object.fromEntries(entries);
  },
};

/** Longest part of a path that is repeated to the caller: as long as the longest name that is valid. */
const longestName = 64;

/** A JSON pointer (RFC 6901). */
function below(path: string, name: string): string {
  return `${path}/${name.slice(0, longestName).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function unknownMember(members: Readonly<Record<string, Reference>>): string {
  const known = Object.keys(members);
  return `is not known here${known.length > 0 ? `, where ${known.join(', ')} may stand` : ''}`;
}

function wrongType(path: string, expected: string, value: unknown): ApiError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return new ApiError('SerializationException', `${path || 'The body'} must be ${expected}, but is ${got}.`);
}

/** True by construction: the parsers build exactly what the model says, and the client's types are generated from the same model. */
function isInputOf<Name extends ServedOperation>(value: unknown): value is OperationInputs[Name] {
  return isObject(value);
}
