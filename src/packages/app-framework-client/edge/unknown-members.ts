import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

interface UnknownMember {
  readonly path: string;
  readonly message: string;
}

/** Members of an input that its schema does not have, at every depth. One that is undefined is none. */
export function unknownMembers(schema: SchemaRef, value: unknown, path = ''): UnknownMember[] {
  const shape = NormalizedSchema.of(schema);
  if (!shape.isStructSchema() || typeof value !== 'object' || value === null) return [];
  const members = new Map(shape.structIterator());
  return Object.entries(value).flatMap(([name, inner]) => {
    const member = members.get(name);
    if (member) return unknownMembers(member, inner, `${path}/${name}`);
    return inner === undefined
      ? []
      : [{ path: `${path}/${name}`, message: `is not known, among ${[...members.keys()].join(', ')}` }];
  });
}
