import { openBusProbe } from './open-bus-probe';
import { createServeProbe } from './serve-probe';

export type { ProbeBusEnvironment } from './open-bus-probe';

export const handler = createServeProbe(openBusProbe());
