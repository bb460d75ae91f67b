import { serveCustomResource } from '../lambda/custom-resource';
import { openRegistrar } from './open-registrar';

export const handler = serveCustomResource({ physicalId: 'handlers', apply: openRegistrar() });
