import type { AppRow } from '../app-tokens/app-table';
import { type AppRegistrations, RegistrationChangedError } from './app-registration-table';

/** Rows of an App table, and a hand that writes past the operators' door as a restore or somebody else does. */
export interface GivenRows {
  readonly registrations: AppRegistrations;
  readonly put: (row: AppRow) => Promise<void>;
}

const host = 'https://api.github.com';
const other = 'https://ghe.example.com/api/v3';
let lastAppId = 0;

/** What writes of App rows promise, for the table in memory and the one in DynamoDB alike. */
export function registrationContract(given: () => GivenRows): void {
  const next = (appId: number) => ({ appId, kmsKeyArn: 'arn:new', gitHubApiUrl: host });

  /** An App with the row that its writer has seen, and the row that is there by now. */
  const arrange = async (seen: Partial<AppRow> | undefined, now: Partial<AppRow> | undefined) => {
    lastAppId += 1;
    const appId = lastAppId;
    const rowOf = (row: Partial<AppRow>): AppRow => ({ appId, kmsKeyArn: 'arn:old', ...row });
    if (now) await given().put(rowOf(now));
    const write = given().registrations.write({ next: next(appId), seen: seen && rowOf(seen) });
    return { appId, write, found: () => given().registrations.read(appId), rowOf };
  };

  it.each<[string, Partial<AppRow> | undefined]>([
    ['the first row', undefined],
    ['over the row that was seen', { gitHubApiUrl: host }],
    ['over a row without a host', {}],
  ])('writes %s', async (_, seen) => {
    const { appId, write, found } = await arrange(seen, seen);
    await write;
    expect(await found()).toEqual(next(appId));
    expect(await given().registrations.list()).toContainEqual(next(appId));
  });

  it.each<[string, Partial<AppRow> | undefined, Partial<AppRow> | undefined]>([
    ['came', undefined, { gitHubApiUrl: host }],
    ['came without a host', undefined, {}],
    ['went', { gitHubApiUrl: host }, undefined],
    ['names another key', { gitHubApiUrl: host }, { gitHubApiUrl: host, kmsKeyArn: 'arn:theirs' }],
    ['names another host', { gitHubApiUrl: host }, { gitHubApiUrl: other }],
    ['names a host by now', {}, { gitHubApiUrl: host }],
    ['names no host any more', { gitHubApiUrl: host }, {}],
  ])('refuses to write over a row that %s meanwhile, and leaves it', async (_, seen, now) => {
    const { write, found, rowOf } = await arrange(seen, now);
    await expect(write).rejects.toThrow(RegistrationChangedError);
    expect(await found()).toEqual(now && rowOf(now));
  });

  it('takes a write for done that was done already', async () => {
    const { appId, write, found } = await arrange(undefined, { kmsKeyArn: 'arn:new', gitHubApiUrl: host });
    await write;
    expect(await found()).toEqual(next(appId));
  });

  it('answers absent for an App without a row', async () => {
    expect(await given().registrations.read(999_999)).toBeUndefined();
  });
}
