import type { GitHubAnswer } from '../github/outcome';
import { type AskContext, type ContextQuestion, told } from './ask';

/** A list as GitHub tells it. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** True where there may be more: GitHub tells no more, or there was no time for it. */
  readonly isTruncated: boolean;
}

/** Page by page, until GitHub names no next one, or `most` are there. @throws NotTold */
export async function* pagesOf(ask: AskContext, question: ContextQuestion): AsyncGenerator<GitHubAnswer> {
  let page: Readonly<Record<string, string>> | undefined = { per_page: '100' };
  while (page) {
    const answer: GitHubAnswer = told(await ask({ ...question, parameters: { ...question.parameters, ...page } }));
    yield answer;
    page = answer.nextPage;
  }
}

/** Whether there is no time to read on: what was read by then is told. */
export type IsOver = () => boolean;

export const neverOver: IsOver = () => false;

export interface ListWanted<Item> {
  readonly most: number;
  readonly read: (data: unknown) => readonly Item[];
  readonly isOver?: IsOver;
}

/** @throws NotTold */
export async function listed<Item>(
  pages: AsyncIterable<GitHubAnswer>,
  { most, read, isOver = neverOver }: ListWanted<Item>,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  if (isOver()) return { items, isTruncated: true };
  for await (const { data, nextPage } of pages) {
    items.push(...read(data));
    if (items.length >= most || (nextPage && isOver())) return { items: items.slice(0, most), isTruncated: true };
  }
  return { items, isTruncated: false };
}
