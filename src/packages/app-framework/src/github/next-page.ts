/** Only the query of the link is used: the token goes to no address that an answer names. */
export function nextPageOf(link: string | undefined): Record<string, string> | undefined {
  const next = link?.match(/<([^<>]+)>;\s*rel="next"/)?.[1];
  return next && URL.canParse(next) ? Object.fromEntries(new URL(next).searchParams) : undefined;
}
