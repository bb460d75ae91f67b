import { webUrlOf } from '../github/web-url';
import { many } from '../lambda/many';
import { accountOf } from './app-lack';
import { isSameUrl } from './check-webhook';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import { attemptsSince, mostAttempts } from './hook-at-github';
import { activeInstallations, looked } from './looked-at-installations';
import { type Patient, type WebhookDeployment, withoutWebhooks } from './patient';

const minute = 60_000;
const mostRepositories = 100;
const mostRecords = mostAttempts;
const lookBack = 60 * minute;
/** GitHub may list late. */
const grace = 5 * minute;
const todo = 'Its owner deletes it: the App’s own webhook brings the same events.';

/** Nobody made a webhook of a repository or an organization to the same URL by hand. */
export const checkHandMadeHooks: Check<Patient> = {
  name: 'hand-made-webhooks',
  about: 'no repository and no organization has a webhook of its own to the same URL',
  async look(patient): Promise<Look> {
    const { app, webhooks } = patient;
    if (!webhooks) return withoutWebhooks;
    const { findings: unlisted, note: unseen } = await postedByOthers(patient, webhooks);
    const { chosen, note } = activeInstallations(
      (await app.installations()).filter((one) => mayList(one) !== undefined),
    );
    const cut: string[] = [];
    const seen = await looked(chosen, note, (installation) =>
      hooksOf(patient, { installation, url: webhooks.webhookUrl, cut }),
    );
    const findings = [...unlisted, ...(seen.findings ?? [])];
    if (chosen.length > 0 || findings.length > 0) {
      const notes = [seen.note, ...cut, unseen].filter((one) => one !== undefined);
      return { ...seen, findings, ...(notes.length > 0 && { note: notes.join(' ') }) };
    }
    const why = `GitHub lists them to Apps that may read organization_hooks or repository_hooks, and App ${app.appId} may not.`;
    return { note: `${unseen ?? byWhatCame} ${why}` };
  },
};

/** The same by what came alone, without one request a repository: for who looks often. */
export const checkHandMadeHooksByWhatCame: Check<Patient> = {
  ...checkHandMadeHooks,
  async look(patient): Promise<Look> {
    if (!patient.webhooks) return withoutWebhooks;
    const { findings, note = byWhatCame } = await postedByOthers(patient, patient.webhooks);
    return { findings, note: `${note} The command doctor also has GitHub list them, where the App may.` };
  },
};

const byWhatCame = 'By what came in the last hour.';

/** What came under the App’s secret, and GitHub does not list among what it sent the App. */
async function postedByOthers({ app, now }: Patient, { records }: WebhookDeployment): Promise<WhatCame> {
  const until = new Date(now().getTime() - grace);
  const { attempts, isWhole } = await attemptsSince(app, new Date(until.getTime() - lookBack - minute));
  const listed = new Set(attempts.map(({ deliveryId }) => deliveryId));
  const first = isWhole ? 0 : Math.min(...attempts.map(({ deliveredAt }) => deliveredAt.getTime()));
  const since = new Date(Math.max(until.getTime() - lookBack, first + minute));
  if (since >= until) {
    const back = new Date(first).toISOString();
    const note = `Nothing is said by what came: GitHub’s list goes back to ${back} only, and may lack the last ${grace / minute} minutes.`;
    return { findings: [], note };
  }
  const byRepository = new Map<string, number>();
  let looked = 0;
  let back = isWhole ? undefined : since.toISOString();
  const { host } = new URL(app.baseUrl);
  for await (const record of records.search({ since, until, order: 'newest first' })) {
    looked += 1;
    if (looked > mostRecords) break;
    if (looked === mostRecords) back = record.receivedAt;
    const isOurs = record.appId === app.appId && record.host === host && record.source === 'posted';
    if (!isOurs || listed.has(record.deliveryId)) continue;
    const name = record.repository ?? 'no repository';
    byRepository.set(name, (byRepository.get(name) ?? 0) + 1);
  }
  const findings = [...byRepository].map(([repository, count]) => ({
    what: `${many(count, 'delivery', 'deliveries')} of ${repository} came under the secret of App ${app.appId}, and GitHub does not list that among the App’s: a webhook was made by hand, with the same secret.`,
    todo: `${todo} Somebody knew the secret: rotate it.`,
    command: `rotate-webhook-secret --app-id ${app.appId}`,
    ...(repository.includes('/') && { link: `${webUrlOf(app.baseUrl)}/${repository}/settings/hooks` }),
  }));
  return { findings, ...(back !== undefined && { note: `By what came since ${back}.` }) };
}

interface WhatCame {
  readonly findings: readonly Finding[];
  /** What is told by less than an hour, or why nothing is. */
  readonly note?: string;
}

type HookPermission = 'organization_hooks' | 'repository_hooks';

function mayList(installation: unknown): HookPermission[] | undefined {
  const { permissions } = Object(installation);
  const names = (['organization_hooks', 'repository_hooks'] as const).filter((name) => Object(permissions)[name]);
  return names.length === 0 ? undefined : names;
}

interface Looked {
  readonly installation: unknown;
  readonly url: string;
  /** Told where not all were looked at. */
  readonly cut: string[];
}

async function hooksOf({ app }: Patient, { installation, url, cut }: Looked): Promise<Finding[]> {
  const names = mayList(installation) ?? [];
  const { id } = Object(installation);
  const ask = await app.asInstallation(Number(id), Object.fromEntries(names.map((name) => [name, 'read' as const])));
  const web = webUrlOf(app.baseUrl);
  const findings: Finding[] = [];
  const note = (whose: string, hooks: unknown, settings: string) => {
    for (const hook of Array.isArray(hooks) ? hooks : []) {
      if (!isSameUrl(Object(Object(hook).config).url, url)) continue;
      const what = `${whose} has a webhook of its own to ${url}, made by hand.`;
      findings.push({ what, todo, link: `${settings}/${Object(hook).id}` });
    }
  };
  if (names.includes('organization_hooks')) {
    const org = accountOf(installation);
    const hooks = await ask('GET /orgs/{org}/hooks', { org, per_page: 100 });
    note(`The organization ${org}`, hooks, `${web}/organizations/${org}/settings/hooks`);
  }
  if (names.includes('repository_hooks')) {
    const listed = await ask('GET /installation/repositories', { per_page: mostRepositories });
    const { repositories, total_count: all } = Object(listed);
    if (Number(all) > mostRepositories)
      cut.push(`Looked at ${mostRepositories} of ${all} repositories of ${accountOf(installation)}.`);
    for (const repository of Array.isArray(repositories) ? repositories : []) {
      const [owner, repo] = String(Object(repository).full_name).split('/');
      const hooks = await ask('GET /repos/{owner}/{repo}/hooks', { owner, repo, per_page: 100 });
      note(`The repository ${owner}/${repo}`, hooks, `${web}/${owner}/${repo}/settings/hooks`);
    }
  }
  return findings;
}
