import type { ApiContext } from './call';

export interface Page<T> {
  readonly items: readonly T[];
  /** The `Link` header; absent when everything is on this page. */
  readonly link: string | undefined;
}

const defaultSize = 30;
const largestSize = 100;

/** The page that `per_page` (30 when absent, 100 at most) and `page` in the URL ask for, with links as GitHub's. */
export function pageOf<T>(all: readonly T[], url: URL): Page<T> {
  const size = pageSize(url);
  const page = wholeNumber(url, 'page', 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const items = all.slice((page - 1) * size, page * size);

  const links: [string, number][] = [];
  if (page > 1) links.push(['prev', Math.min(page - 1, last)]);
  if (page < last) links.push(['next', page + 1], ['last', last]);
  if (page > 1) links.push(['first', 1]);
  const link = links.map(([rel, number]) => `<${linkTo(url, number)}>; rel="${rel}"`).join(', ');
  return { items, link: link === '' ? undefined : link };
}

/** Answers the page that the URL asks for, with its links. */
export function sendPage<T>(c: ApiContext, all: readonly T[], bodyOf: (one: T) => object): Response {
  const { items, link } = pageOf(all, c.var.call.url);
  if (link !== undefined) c.header('link', link);
  return c.json(items.map(bodyOf));
}

/** `per_page` in the URL: 30 when absent, 100 at most. */
export function pageSize(url: URL): number {
  return Math.min(wholeNumber(url, 'per_page', defaultSize), largestSize);
}

function wholeNumber(url: URL, name: string, fallback: number): number {
  const value = Number(url.searchParams.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 1 ? value : fallback;
}

function linkTo(url: URL, page: number): string {
  const target = new URL(url);
  target.searchParams.set('page', String(page));
  return target.href;
}
