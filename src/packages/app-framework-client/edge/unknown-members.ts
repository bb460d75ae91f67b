import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

type Members = Readonly<Record<string, unknown>>;

/**
 * What was serialized of an input, and with it the members, at every depth, that the schema does not have; absent where there are none. They
 * are sent as they are: one of them may be a limit, misspelt or newer than this client, and the service is who says so.
 */
export function withUnknownMembers(schema: SchemaRef, input: unknown, serialized: unknown): Members | undefined {
  const shape = NormalizedSchema.of(schema);
  if (!shape.isStructSchema() || !isRecord(input)) return undefined;
  const members = new Map(shape.structIterator());
  const sent = isRecord(serialized) ? serialized : {};
  const added = Object.entries(input).flatMap(([name, value]): [string, unknown][] => {
    const member = members.get(name);
    if (!member) return value === undefined ? [] : [[name, value]];
    const inner = withUnknownMembers(member, value, sent[name]);
    return inner ? [[name, inner]] : [];
  });
  return added.length === 0 ? undefined : { ...sent, ...Object.fromEntries(added) };
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
