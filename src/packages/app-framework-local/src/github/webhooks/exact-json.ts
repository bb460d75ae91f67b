import { randomUUID } from 'node:crypto';

/** JSON that is there as text and goes out as it is: parsing it would round ids beyond 2^53. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const mark = `exact-${randomUUID()}-`;
const placeholder = new RegExp(`"${mark}(\\d+)"`, 'g');

/** JSON with every digit of a bigint, as a plain integer, and every `JsonText` as it is written. */
export function exactJson(value: unknown): string {
  const pieces: string[] = [];
  const put = (piece: string) => `${mark}${pieces.push(piece) - 1}`;
  const text = JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === 'bigint') return put(String(member));
    return member instanceof JsonText ? put(member.text) : member;
  });
  return text.replace(placeholder, (_found, index: string) => pieces[Number(index)] ?? '');
}
