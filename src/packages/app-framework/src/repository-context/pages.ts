import type { GitHubAnswer } from '../github/outcome';
import { type AskContext, type ContextQuestion, told } from './ask';

/** A list as GitHub tells it. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** True where GitHub tells no more, though there may be more. */
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

/** @throws NotTold */
export async function listed<Item>(
  pages: AsyncIterable<GitHubAnswer>,
  { most, read }: { readonly most: number; readonly read: (data: unknown) => readonly Item[] },
): Promise<Listed<Item>> {
  const items: Item[] = [];
  for await (const { data } of pages) {
    items.push(...read(data));
    if (items.length >= most) return { items: items.slice(0, most), isTruncated: true };
  }
  return { items, isTruncated: false };
}
