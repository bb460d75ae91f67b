/** Which bodies this process took lately, and under which delivery. */
export type SeenBodies = ReturnType<typeof createSeenBodies>;

const mostRemembered = 20_000;

/**
 * Tells a body that was signed once and comes under another delivery id: GitHub signs the body only, so that whoever saw a delivery can send it
 * again under an id of their own. What a process took itself is all that it knows.
 */
export function createSeenBodies() {
  const deliveries = new Map<string, string>();

  /** Notes the body. Answers the delivery that it came with before, where that is another one. */
  return function seenBefore(bodyHash: string, deliveryKey: string): string | undefined {
    const before = deliveries.get(bodyHash);
    if (before !== undefined) return before === deliveryKey ? undefined : before;
    deliveries.set(bodyHash, deliveryKey);
    const [oldest] = deliveries.keys();
    if (deliveries.size > mostRemembered && oldest !== undefined) deliveries.delete(oldest);
    return undefined;
  };
}
