import { openRepetition } from './open-repetition';
import { createRepeatDeliveries } from './repeat-deliveries';
import { parseRepeatRequest } from './repeat-request';

export type { RepeatDeliveriesEnvironment } from './open-repetition';

const repeat = createRepeatDeliveries(openRepetition());

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  repeat(parseRepeatRequest(event), () => context.getRemainingTimeInMillis());
