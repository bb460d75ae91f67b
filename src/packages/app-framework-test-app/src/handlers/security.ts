import { securityAlerts } from '@aws/app-framework-for-github-apps-on-aws/handlers';

/** Blocks, notes, tracks and tells what GitHub finds, as `.github/ai3-mvp.json` says. */
export const handler = securityAlerts({ bot: 'ai3-mvp' });
