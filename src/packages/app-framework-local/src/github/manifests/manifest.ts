import { isPermissions, permissionProblem } from '../installations/permissions';
import type { AppPermissions } from '../server/schemas';
import { unpermitted, unsupported } from './subscribable';

/** An App as somebody wants it. */
export interface Manifest {
  readonly name: string;
  readonly hookUrl: string | undefined;
  readonly redirectUrl: string;
  readonly callbackUrls: readonly string[];
  readonly setupUrl: string | undefined;
  readonly isPublic: boolean;
  readonly permissions: AppPermissions;
  readonly events: readonly string[];
}

const longestName = 34;

/** The manifest in a text, or all that GitHub finds wrong with it. */
export function readManifest(text: string): Manifest | { readonly problems: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problems: ['The manifest is no JSON.'] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problems: ['The manifest is no JSON object.'] };
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const hook = Object(given.get('hook_attributes') ?? {});
  const permissions: unknown = given.get('default_permissions') ?? {};
  const events = textsOf(given.get('default_events') ?? []);
  const callbackUrls = textsOf(given.get('callback_urls') ?? []);
  const name = given.get('name') ?? '';
  const flags = ['public', 'setup_on_update', 'request_oauth_on_install'].filter(
    (flag) => given.has(flag) && typeof given.get(flag) !== 'boolean',
  );
  const problems = [
    ...nameProblems(name),
    ...(isUrl(given.get('url')) ? [] : ["Homepage URL can't be blank and must be a URL"]),
    ...(isUrl(given.get('redirect_url')) ? [] : ['Redirect URL must be a URL']),
    ...(given.has('hook_attributes') && !isUrl(hook.url) ? ['Hook url must be a URL'] : []),
    ...(isAbsentOrUrl(given.get('setup_url')) ? [] : ['Setup URL must be a URL']),
    ...(callbackUrls?.every(isUrl) && callbackUrls.length <= 10 ? [] : ['Callback URLs must be at most 10 URLs']),
    ...flags.map((flag) => `${flag} must be true or false`),
    ...[permissionProblem(permissions) ?? []].flat(),
    ...(events ? eventProblems(events, permissions) : ['Default events must be a list']),
  ];
  if (problems.length > 0 || !isPermissions(permissions)) return { problems };
  return {
    name: String(name),
    hookUrl: isUrl(hook.url) ? hook.url : undefined,
    redirectUrl: String(given.get('redirect_url')),
    callbackUrls: callbackUrls ?? [],
    setupUrl: given.has('setup_url') ? String(given.get('setup_url')) : undefined,
    isPublic: given.get('public') === true,
    permissions,
    events: events ?? [],
  };
}

export function nameProblems(name: unknown): readonly string[] {
  if (typeof name !== 'string') return ['Name must be a string'];
  return name.length > longestName ? [`Name is too long (maximum is ${longestName} characters)`] : [];
}

/** In GitHub's words. */
function eventProblems(events: readonly string[], permissions: unknown): readonly string[] {
  const odd = unsupported(events);
  const closed = isPermissions(permissions) ? unpermitted(events, permissions) : [];
  return [
    ...(odd.length > 0 ? [`Default events unsupported: ${enumerated(odd)}`] : []),
    ...(closed.length > 0 ? [`Default events are not supported by permissions: ${enumerated(closed)}`] : []),
  ];
}

function enumerated(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${last}`;
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

function isAbsentOrUrl(value: unknown): boolean {
  return value === undefined || isUrl(value);
}
