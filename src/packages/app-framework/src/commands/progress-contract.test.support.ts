import { createProgressTable } from './progress-table';

const remaining = () => 20_000;
let comments = 0;

/** What commands rely on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function progressContract(tableName: string): void {
  const table = createProgressTable({ tableName });
  /** The commands of a comment that no other test has. */
  const newComment = () => {
    comments += 1;
    return { delivery: { delivery_key: `api.github.com#7#comment-${comments}` }, handler: 'commands' };
  };
  const by = (author: string, index = 0) => ({ finished: index, begun: { index, by: author } });

  describe('the progress of commands', () => {
    it('is what was written last, in place of all that was kept before', async () => {
      const of = newComment();
      expect(await table.read(of, remaining)).toEqual({ finished: 0 });
      const waiting = { finished: 1, headSha: 'a'.repeat(40), waiting: { hash: 'abc', answerId: 4_294_967_299 } };
      await table.write(of, waiting, remaining);
      expect(await table.read(of, remaining)).toEqual(waiting);
      await table.write(of, { finished: 2 }, remaining);
      expect(await table.read(of, remaining)).toEqual({ finished: 2 });
      expect(await table.read({ ...of, handler: 'other' }, remaining)).toEqual({ finished: 0 });
    });

    it('is begun by one of those who come at once, who finds itself again', async () => {
      const of = newComment();
      const begun = await Promise.all(['a', 'b', 'c'].map((author) => table.begin(of, by(author), remaining)));
      expect(begun.filter(Boolean)).toHaveLength(1);
      const { begun: winner } = await table.read(of, remaining);
      expect(await table.begin(of, by(winner?.by ?? ''), remaining)).toBe(true);
      expect(await table.begin(of, by('late'), remaining)).toBe(false);
    });

    it('is begun by nobody who is behind what was finished', async () => {
      const of = newComment();
      await table.write(of, { finished: 1 }, remaining);
      expect(await table.begin(of, by('behind', 0), remaining)).toBe(false);
      expect(await table.begin(of, by('next', 1), remaining)).toBe(true);
      expect(await table.read(of, remaining)).toEqual(by('next', 1));
    });
  });
}
