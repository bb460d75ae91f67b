import { serveCustomResource } from '../lambda/custom-resource';
import { createEnsureLogRole } from './log-role-gateway';

export const handler = serveCustomResource({ physicalId: 'access-log-role', apply: createEnsureLogRole() });
