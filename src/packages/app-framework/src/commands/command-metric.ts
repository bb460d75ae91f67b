import { optionalVariable } from '../lambda/environment';
import { logRecord } from '../lambda/logger';
import { embeddedMetric } from '../metrics/embedded-metric';

const namespace = 'GitHubAppPlatform';
const service = 'Commands';

/** One run of a command, for the log. */
export interface ExecutedCommand {
  /** As it is registered: what people write is no dimension. */
  readonly command: string;
  readonly outcome: 'done' | 'failed' | 'sign-in' | 'again';
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Writes the line that tells who had what done, and counts it. */
export function recordCommand({ command, outcome, fields }: ExecutedCommand, now = new Date()): void {
  const deployment = optionalVariable('WEBHOOK_DEPLOYMENT');
  const sets = [
    {
      dimensions: ['service', 'Deployment', 'Command'],
      metrics: [{ Name: 'CommandExecuted', Unit: 'Count' as const }],
    },
  ];
  logRecord('command executed', {
    ...fields,
    outcome,
    Command: command,
    ...(deployment !== undefined && {
      service,
      Deployment: deployment,
      CommandExecuted: 1,
      ...embeddedMetric({ namespace, at: now, sets }),
    }),
  });
}
