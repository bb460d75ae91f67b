import examples from '@octokit/webhooks-examples';
import type { RecordedDelivery } from '../testing';
import { textMember } from './json-members';

/** A real delivery of GitHub with this name, such as `issues.opened` or `push`. @throws Error that lists what there is */
export function recordedDelivery(name: string): RecordedDelivery {
  const [event = '', action] = name.split('.');
  const recorded = examples.find((one) => one.name === event)?.examples ?? [];
  const payload = recorded.find((one) => action === undefined || textMember(one, 'action') === action);
  if (payload) return { event, payload };
  const actions = [...new Set(recorded.map((one) => textMember(one, 'action')))].filter((one) => one !== undefined);
  const known = recorded.length > 0 ? actions.map((one) => `${event}.${one}`) : examples.map((one) => one.name);
  throw new Error(
    `No delivery of ${name} was recorded. There are: ${known.join(', ')}. Hand in { event, payload } for others.`,
  );
}
