import { cutText } from '../lambda/cut-text';
import { maskSecrets } from '../lambda/mask-secrets';
import { field } from '../lambda/parsed-json';
import { type Finding, type Severity, type Source, severities } from './finding';

const longestTitle = 120;
const longestPath = 500;

/** What GitHub said is no finding, and why. */
export interface NoFinding {
  readonly reason: string;
}

/** An alert of GitHub, from a list or an event, as a finding. Of a text that quotes code or a secret nothing is taken. */
export function readAlert(source: Source, alert: unknown): Finding | NoFinding {
  if (typeof alert !== 'object' || alert === null) return { reason: 'there is no alert in it' };
  if (source === 'security_advisory') return readAdvisory(alert);
  const number = field(alert, 'number');
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) {
    return { reason: 'the alert has no number' };
  }
  const url = webUrl(field(alert, 'html_url'));
  if (url === undefined) return { reason: 'the alert has no address' };
  const since = textOf(field(alert, 'created_at'));
  const common = {
    ...{ source, id: String(number), url, isOpen: isOpen(alert) },
    ...(since !== undefined && !Number.isNaN(Date.parse(since)) && { knownSince: since }),
  };
  if (source === 'code_scanning') return { ...common, ...codeScanning(alert) };
  return { ...common, ...(source === 'dependabot' ? dependabot(alert) : secretScanning(alert)) };
}

/** Dependabot's and code scanning's `open`; of older events only what ended it tells. */
function isOpen(alert: unknown): boolean {
  const state = field(alert, 'state') ?? field(field(alert, 'most_recent_instance'), 'state');
  if (typeof state === 'string') return state === 'open';
  return ['fixed_at', 'dismissed_at', 'resolved_at'].every((name) => typeof field(alert, name) !== 'string');
}

function codeScanning(alert: unknown) {
  const rule = field(alert, 'rule');
  const instance = field(alert, 'most_recent_instance');
  const location = field(instance, 'location');
  const [path, line] = [field(location, 'path'), field(location, 'start_line')];
  const tool = short(field(field(alert, 'tool'), 'name'));
  const category = textOf(field(instance, 'category')) ?? textOf(field(instance, 'analysis_key'));
  return {
    severity: codeSeverity(rule),
    title: short(field(rule, 'description')) ?? short(field(rule, 'name')) ?? short(field(rule, 'id')) ?? 'A finding',
    ...(tool !== undefined && { tool }),
    ...(category !== undefined && { category }),
    ...(typeof path === 'string' && path !== '' && { place: { path: cutText(path, longestPath), line: lineOf(line) } }),
  };
}

/** Of security rules GitHub reckons a severity of its own; of others only what the tool calls it is known. */
function codeSeverity(rule: unknown): Severity {
  const reckoned = severityOf(field(rule, 'security_severity_level'));
  if (reckoned !== undefined) return reckoned;
  const called = String(field(rule, 'severity')).toLowerCase();
  if (called === 'error') return 'critical';
  if (called === 'warning') return 'high';
  if (called === 'note') return 'medium';
  return severityOf(called) ?? 'low';
}

function dependabot(alert: unknown) {
  const advisory = field(alert, 'security_advisory');
  const dependency = field(alert, 'dependency');
  const severity =
    severityOf(field(field(alert, 'security_vulnerability'), 'severity')) ??
    severityOf(field(advisory, 'severity')) ??
    'critical';
  const name = short(field(field(dependency, 'package'), 'name')) ?? 'a dependency';
  const manifest = field(dependency, 'manifest_path');
  return {
    severity,
    title: `${name}: ${short(field(advisory, 'summary')) ?? 'vulnerable'}`,
    dependency: {
      manifest: typeof manifest === 'string' ? cutText(manifest, longestPath) : '',
      name,
      advisory: String(field(advisory, 'ghsa_id') ?? ''),
      range: textOf(field(field(alert, 'security_vulnerability'), 'vulnerable_version_range')) ?? '',
    },
  };
}

/** What was found is a secret that is out: nothing is more urgent, and nothing more of it is told. */
function secretScanning(alert: unknown) {
  const kind = short(field(alert, 'secret_type_display_name')) ?? short(field(alert, 'secret_type')) ?? 'a secret';
  return { severity: 'critical' as const, title: `A secret that was committed: ${kind}` };
}

function readAdvisory(advisory: unknown): Finding | NoFinding {
  const id = field(advisory, 'ghsa_id');
  if (typeof id !== 'string' || !/^GHSA(-[\w]{4}){3}$/i.test(id)) return { reason: 'the advisory has no id' };
  return {
    source: 'security_advisory',
    id,
    severity: severityOf(field(advisory, 'severity')) ?? 'critical',
    title: short(field(advisory, 'summary')) ?? id,
    url: webUrl(field(advisory, 'html_url')) ?? `https://github.com/advisories/${id}`,
    isOpen: typeof field(advisory, 'withdrawn_at') !== 'string',
  };
}

/** `moderate` is what GitHub calls `medium` elsewhere. What it does not say counts as the worst by whoever asks. */
function severityOf(value: unknown): Severity | undefined {
  const called = value === 'moderate' ? 'medium' : value;
  return severities.find((one) => one === called);
}

function lineOf(line: unknown): number {
  return typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : 1;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? cutText(value, longestPath) : undefined;
}

/** A line of somebody else's words. */
function short(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = maskSecrets(value).replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : cutText(line, longestTitle);
}

function webUrl(value: unknown): string | undefined {
  return typeof value === 'string' && /^https?:\/\/[^\s<>()[\]]{1,500}$/.test(value) ? value : undefined;
}
