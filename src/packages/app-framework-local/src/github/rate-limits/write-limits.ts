import type { Clock } from '../world/clock';

/**
 * GitHub's secondary limits on what one caller writes: points in a minute, of which a write is five and a read one, and content that is created in
 * a minute and in an hour. GitHub says of them what they are about, and not when they end
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits).
 */
const limits = { pointsAMinute: 900, creationsAMinute: 80, creationsAnHour: 500 } as const;
const minute = 60_000;
const hour = 60 * minute;

interface Spending {
  readonly at: number;
  readonly points: number;
  readonly isCreation: boolean;
}

export type WriteLimits = ReturnType<typeof createWriteLimits>;

/** Installations that these limits are enforced for, and what they have spent. */
export function createWriteLimits({ clock }: { clock: Clock }) {
  const watched = new Map<number, Spending[]>();

  return {
    watch(installationId: number): void {
      if (!watched.has(installationId)) watched.set(installationId, []);
    },
    /** Whether a request of this method is one too many; it is counted otherwise. */
    isTooMuch(installationId: number, method: string): boolean {
      const spent = watched.get(installationId);
      if (spent === undefined) return false;
      const now = clock.milliseconds();
      const within = (milliseconds: number) => spent.filter(({ at }) => at > now - milliseconds);
      const isRead = method === 'GET' || method === 'HEAD';
      const next: Spending = { at: now, points: isRead ? 1 : 5, isCreation: method === 'POST' };
      const lastMinute = within(minute);
      const points = lastMinute.reduce((sum, one) => sum + one.points, next.points);
      const creations = (of: readonly Spending[]) => of.filter(({ isCreation }) => isCreation).length;
      const isOver =
        points > limits.pointsAMinute ||
        (next.isCreation &&
          (creations(lastMinute) >= limits.creationsAMinute || creations(within(hour)) >= limits.creationsAnHour));
      if (!isOver) spent.push(next);
      return isOver;
    },
  };
}
