/** Values of the `Cookie` header by name. */
export function cookiesIn(sent = ''): Map<string, string> {
  const pairs = sent.split(';').map((pair): [string, string] => {
    const [name = '', ...value] = pair.trim().split('=');
    return [name, value.join('=')];
  });
  return new Map(pairs.filter(([name]) => name !== ''));
}

/** Value of `Set-Cookie`: for this host alone, not for scripts, and not with what other sites have a browser send. */
export function setCookie(name: string, value: string, seconds: number, path = '/'): string {
  return `${name}=${value}; Max-Age=${seconds}; Path=${path}; Secure; HttpOnly; SameSite=Lax`;
}
