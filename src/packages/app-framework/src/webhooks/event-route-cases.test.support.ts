import type { EventRoute } from '../routes/event-route';
import type { NamedRepository } from '../routes/repository-names';
import { withKnownNames } from '../routes/repository-names';
import { describeEvent, type GitHubEventDetail } from './github-event';

export const route = (more: Partial<EventRoute> = {}): EventRoute => ({ name: 'greet', events: ['issues'], ...more });

/** The event of a payload, without it. */
export function detailOf(
  payload: Readonly<Record<string, unknown>>,
  own = false,
  known: readonly NamedRepository[] = [],
): GitHubEventDetail {
  const delivery = {
    host: 'api.github.com',
    appId: 7,
    deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    event: 'issues',
    body: Buffer.from(''),
    payload,
    secretVersion: 0,
    receivedAt: new Date(0),
  };
  return withKnownNames(describeEvent({ delivery, own, reference: { bucket: 'b', key: 'k' } }), known);
}

/** What a member of a payload can be: absent, null, a list, a number, … */
export const odd = [undefined, null, [], ['opened'], 5, true, {}, '', 'opened', 'closed'];
export const repositories = [
  ...odd,
  { id: 1 },
  { full_name: 'octo/web' },
  { id: 1, full_name: 'octo/web' },
  { id: 1, full_name: 'Octo/WEB' },
  { id: 1, full_name: ['octo/web'] },
  { id: 1, full_name: null },
  { id: '1', full_name: 'octo/web' },
  { id: 1, full_name: 'octo/web2' },
];
export const routes = [
  route(),
  route({ actions: ['opened'] }),
  route({ actions: ['opened', 'closed'], own: true }),
  route({ repositories: ['octo/Web'] }),
  route({ repositories: ['octo/other', 'OCTO/web'], actions: ['opened'] }),
  route({ apps: [7] }),
  route({ apps: [8], own: true }),
  route({ events: ['push', 'issues'], own: true }),
  route({ events: ['push'] }),
  route({ everyAccount: true }),
  route({ everyAccount: true, own: true, actions: ['opened'] }),
];

/** Every event that differs from the others, for all that a payload can hold. */
export function oddDetails(): GitHubEventDetail[] {
  const host = 'api.github.com';
  const known = [[], [{ host, name: 'octo/web', id: 1 }], [{ host, name: 'octo/web', id: 2 }]];
  const all = odd.flatMap((action) =>
    repositories.flatMap((repository) =>
      [true, false].flatMap((own) => known.map((each) => detailOf({ action, repository }, own, each))),
    ),
  );
  const held = odd.map((action) => ({ ...detailOf({ action }), held: true as const }));
  return [...new Map([...all, ...held].map((detail) => [JSON.stringify(detail), detail])).values()];
}
