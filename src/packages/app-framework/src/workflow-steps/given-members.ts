import { StepFailure } from './step-failure';

type Given = Readonly<Record<string, unknown>>;

export type GivenMembers = ReturnType<typeof createGivenMembers>;

/** Reads what a step is told; each throws StepFailure for what the member is not. */
export function createGivenMembers(step: string, given: Given) {
  const refused = (name: string, wants: string) =>
    new StepFailure('StepRefused', `${step} was given ${name}: ${shown(given[name])}. It wants ${wants}.`);

  function optionalText(name: string): string | undefined {
    const value = given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    throw refused(name, 'a text');
  }

  function optionalId(name: string): number | undefined {
    const value = given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    throw refused(name, 'a whole number above 0');
  }

  return {
    optionalText,

    text(name: string): string {
      const value = optionalText(name);
      if (value !== undefined && value.trim() !== '') return value;
      throw refused(name, 'a text that is not empty');
    },

    id(name: string, fallback?: number): number {
      const value = optionalId(name) ?? fallback;
      if (value !== undefined) return value;
      throw refused(name, 'a whole number above 0, for the job is about no pull request');
    },

    /** Absent where it is not given. */
    oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
      const value = optionalText(name);
      const word = words.find((one) => one === value);
      if (value === undefined || word !== undefined) return word;
      throw refused(name, `one of ${words.join(', ')}`);
    },

    /** Empty where it is not given. */
    texts(name: string, most: number): readonly string[] {
      const value = given[name] ?? [];
      if (Array.isArray(value) && value.length <= most && value.every((one) => typeof one === 'string' && one !== ''))
        return value;
      throw refused(name, `a list of at most ${most} texts`);
    },

    /** Empty where it is not given. */
    records(name: string): readonly Given[] {
      const value = given[name] ?? [];
      if (Array.isArray(value) && value.every(isRecord)) return value;
      throw refused(name, 'a list of objects');
    },

    /** Empty where it is not given. */
    record(name: string): Given {
      const value = given[name] ?? {};
      if (isRecord(value)) return value;
      throw refused(name, 'an object');
    },
  };
}

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
}
