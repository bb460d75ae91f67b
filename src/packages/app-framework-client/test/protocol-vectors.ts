import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Members = Readonly<Record<string, unknown>>;

/** One `httpRequestTests` or `httpResponseTests` entry, with the shape that it was applied to. */
export interface ProtocolVector {
  readonly id: string;
  /** Name of the operation, or of the error. */
  readonly shape: string;
  readonly kind: 'operation' | 'structure';
  readonly vector: Members;
}

const model: unknown = JSON.parse(readFileSync(join(__dirname, '../../../../smithy/model.json'), 'utf8'));
const shapes = Object.entries(members(members(model).shapes));

/** Every vector of the model under this trait, wherever it was applied. */
export function protocolVectors(trait: 'httpRequestTests' | 'httpResponseTests'): ProtocolVector[] {
  return shapes.flatMap(([id, shape]) => {
    const { type, traits } = members(shape);
    const vectors = members(traits ?? {})[`smithy.test#${trait}`];
    if (!Array.isArray(vectors)) return [];
    return vectors.map((vector: unknown) => ({
      id: text(members(vector).id),
      shape: nameOf(id),
      kind: type === 'operation' ? 'operation' : 'structure',
      vector: members(vector),
    }));
  });
}

/** An operation that can answer with this error. */
export function operationThatThrows(error: string): string {
  const found = shapes.find(([, shape]) => {
    const { type, errors } = members(shape);
    return (
      type === 'operation' && Array.isArray(errors) && errors.some((one) => nameOf(text(members(one).target)) === error)
    );
  });
  if (!found) throw new Error(`No operation answers with ${error}.`);
  return nameOf(found[0]);
}

export function members(value: unknown): Members {
  if (typeof value !== 'object' || value === null) throw new Error(`Not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`Not a string: ${JSON.stringify(value)}`);
  return value;
}

export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(members(value ?? {})).map(([name, one]) => [name, text(one)]));
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('#') + 1);
}
