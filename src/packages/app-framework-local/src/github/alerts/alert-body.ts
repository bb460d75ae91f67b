import { repositoryUrl, webUrl } from '../issues/issue-body';
import type { CodeAlertBody, DependabotAlertBody, SecretAlertBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import { type Alert, type AlertSource, type AlertState, defaultRef } from './alerts';

export interface AlertPlace {
  readonly base: string;
  readonly ref: string;
}

const paths = { code_scanning: 'code-scanning', dependabot: 'dependabot', secret_scanning: 'secret-scanning' } as const;

/** An alert as GitHub tells of it at a ref, as far as anybody here asks; a secret is not in it. */
export function alertBody(
  alert: Alert,
  { base, ref }: AlertPlace,
): CodeAlertBody | DependabotAlertBody | SecretAlertBody {
  const { number, repository, source } = alert;
  const common = {
    number,
    url: `${repositoryUrl(repository, base)}/${paths[source]}/alerts/${number}`,
    html_url: `${webUrl(repository)}/security/${paths[source]}/${number}`,
    created_at: gitHubTime(alert.createdAt),
  };
  const state = alert.states.get(ref) ?? 'open';
  if (source === 'code_scanning') return { ...common, ...codeScanning(alert, { ref, state }) };
  return { ...common, ...(source === 'dependabot' ? dependabot(alert, state) : secretScanning(alert, state)) };
}

function codeScanning(
  alert: Alert,
  { ref, state }: { readonly ref: string; readonly state: AlertState },
): CodeAlertBody {
  const { title, severity = 'high', path = 'src/index.ts', line = 1 } = alert;
  const said = state === 'resolved' ? 'fixed' : state;
  return {
    state: said,
    rule: { id: title.toLowerCase().replaceAll(' ', '-'), description: title, security_severity_level: severity },
    tool: { name: 'CodeQL' },
    most_recent_instance: { ref, state: said, location: { path, start_line: line, end_line: line } },
  };
}

function dependabot(alert: Alert, state: AlertState): DependabotAlertBody {
  const { title, severity = 'high', path = 'package-lock.json', package: name = 'left-pad' } = alert;
  const said = state === 'resolved' ? 'fixed' : state;
  return {
    state: said,
    dependency: { package: { ecosystem: 'npm', name }, manifest_path: path, scope: 'runtime' },
    security_advisory: advisory(alert.number, { summary: title, severity }),
    security_vulnerability: {
      package: { ecosystem: 'npm', name },
      severity,
      vulnerable_version_range: '< 2.0.0',
      first_patched_version: { identifier: '2.0.0' },
    },
  };
}

function advisory(number: number, said: { summary: string; severity: 'critical' | 'high' | 'medium' | 'low' }) {
  const time = gitHubTime(0);
  return {
    ...said,
    ghsa_id: `GHSA-aaaa-bbbb-${String(number).padStart(4, '0')}`,
    cve_id: null,
    description: said.summary,
    vulnerabilities: [],
    cvss: { score: 0, vector_string: null },
    cwes: [],
    identifiers: [],
    references: [],
    published_at: time,
    updated_at: time,
    withdrawn_at: null,
  };
}

function secretScanning({ title }: Alert, state: AlertState): SecretAlertBody {
  return {
    state: state === 'open' ? 'open' : 'resolved',
    secret_type: title.toLowerCase().replaceAll(' ', '_'),
    secret_type_display_name: title,
    resolution: state === 'open' ? null : 'revoked',
  };
}

/** Where an alert of this source is looked at when nothing else is said. */
export function refOf(alert: Alert, source: AlertSource): string {
  return source === 'code_scanning' ? (alert.ref ?? defaultRef(alert.repository)) : defaultRef(alert.repository);
}
