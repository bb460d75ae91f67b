/** What tells of findings, as configurations name it. */
export const sources = ['code_scanning', 'dependabot', 'secret_scanning', 'security_advisory'] as const;
/** One of `sources`. */
export type Source = (typeof sources)[number];

/** Those of a repository, which GitHub lists; an advisory is about the whole world. */
export const listedSources = ['code_scanning', 'dependabot', 'secret_scanning'] as const;
export type ListedSource = (typeof listedSources)[number];

/** The worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
/** One of `severities`. */
export type Severity = (typeof severities)[number];

/** What can be done about a finding. */
export const actions = ['block', 'annotate', 'issue', 'comment', 'notify', 'ignore'] as const;
/** One of `actions`. */
export type Action = (typeof actions)[number];

/** What GitHub found, whoever found it there. It holds no secret, and no text of a scanner that could quote one. */
export interface Finding {
  readonly source: Source;
  /** Number of the alert in its repository, or the id of the advisory. */
  readonly id: string;
  readonly severity: Severity;
  /** What it is, in the words of the rule, the advisory or the kind of secret. */
  readonly title: string;
  readonly url: string;
  readonly isOpen: boolean;
  /** Since when GitHub knows it, ISO 8601. */
  readonly knownSince?: string;
  /** What found it. */
  readonly tool?: string;
  /** Which of its runs, such as that for a language. */
  readonly category?: string;
  /** Where it is, in the commit that it was found in. */
  readonly place?: { readonly path: string; readonly line: number };
  /** What has to be replaced, and why. */
  readonly dependency?: {
    readonly manifest: string;
    readonly name: string;
    readonly advisory: string;
    /** Versions that are vulnerable. */
    readonly range: string;
  };
}

const sourceNames: Readonly<Record<Source, string>> = {
  code_scanning: 'Code scanning',
  dependabot: 'Dependabot',
  secret_scanning: 'Secret scanning',
  security_advisory: 'Security advisory',
};

/** `Code scanning alert 5`. */
export function nameOf({ source, id }: Pick<Finding, 'source' | 'id'>): string {
  return source === 'security_advisory' ? `${sourceNames[source]} ${id}` : `${sourceNames[source]} alert ${id}`;
}
