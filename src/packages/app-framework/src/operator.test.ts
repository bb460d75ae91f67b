import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as operator from './operator';

const rooms = ['app-keys', 'key-import'];
const thrown = rooms.flatMap((room) =>
  readdirSync(join(__dirname, room))
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .flatMap((file) => [
      ...readFileSync(join(__dirname, room, file), 'utf8').matchAll(/export class (\w+) extends Error/g),
    ])
    .map(([, name = '']) => name),
);
const exported = new Map(Object.entries(operator));

describe('the door for operators', () => {
  it('lets out every error that it can throw, so that others can tell them by their class', () => {
    expect(thrown.length).toBeGreaterThan(8);
    expect(thrown.filter((name) => !exported.has(name))).toEqual([]);
  });

  it('names each of them as its class, for those who have a text only', () => {
    for (const name of thrown) {
      expect(readErrorName(exported.get(name))).toBe(name);
    }
  });
});

/** What `name` says on an instance. */
function readErrorName(value: unknown): unknown {
  if (typeof value !== 'function') return undefined;
  const made: unknown = Reflect.construct(value, ['x', 'y', new Error('z')]);
  return made instanceof Error ? made.name : undefined;
}
