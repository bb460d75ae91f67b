/** Comes without types of its own. */
declare module '@vercel/ncc' {
  interface Bundle {
    readonly code: string;
    readonly assets: Readonly<Record<string, { readonly source: string | Uint8Array }>>;
  }
  function ncc(entry: string, options: Readonly<Record<string, unknown>>): Promise<Bundle>;
  export = ncc;
}
