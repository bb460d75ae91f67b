export type HookContentType = 'json' | 'form';

/** The webhook of an App. Nothing is posted without a URL, or while it is not active. */
export interface HookConfig {
  readonly hookId: number;
  url: string | undefined;
  contentType: HookContentType;
  /** `1`: certificates are not checked. */
  insecureSsl: '0' | '1';
  /** Deliveries are signed with it; unsigned when absent. */
  secret: string | undefined;
  active: boolean;
}

export function newHookConfig(hookId: number): HookConfig {
  return { hookId, url: undefined, contentType: 'json', insecureSsl: '0', secret: undefined, active: true };
}
