import { serveOperation } from '../api/serve-operation';
import { createGetInstallationData } from './get-installation-data';
import { createGetInstallations } from './get-installations';
import { openInstallations } from './open-installations';

export type { InstallationsEnvironment as ReadInstallationsEnvironment } from './open-installations';

const { table } = openInstallations();

export const handler = serveOperation('GetInstallations', createGetInstallations({ table }));

/** The other function of this code: its role may read what the first may not, and the other way round. */
export const ofOneTarget = serveOperation('GetInstallationData', createGetInstallationData({ table }));
