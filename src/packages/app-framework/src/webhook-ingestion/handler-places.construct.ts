import { createHash } from 'node:crypto';
import { CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EventRoute } from '../routes/event-route';

/** Most rules of a bus, where nobody asked AWS for more (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const mostRules = 300;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const mostResources = 500;
/** A row of DynamoDB has 400 KB, and what else is in it has to fit, too. */
const mostRoutingBytes = 300_000;

/**
 * Where the queues and rules of handlers stand: in the stack itself, or spread over nested stacks by their names. A name alone says where, so
 * that adding or removing a handler moves no other.
 */
export class HandlerPlaces {
  private readonly stacks = new Map<number, NestedStack>();

  constructor(
    private readonly scope: Construct,
    private readonly count: number,
  ) {
    if (Number.isInteger(count) && count >= 0 && count <= 100) return;
    throw new Error(`handlerStacks is ${count}: give a whole number from 0 (none) to 100.`);
  }

  of(name: string): Construct {
    if (this.count === 0) return this.scope;
    const place = createHash('sha256').update(name).digest().readUInt32BE(0) % this.count;
    const known = this.stacks.get(place);
    if (known) return known;
    const made = new NestedStack(this.scope, `Handlers${place}`, { description: 'Handlers of webhooks of GitHub' });
    this.stacks.set(place, made);
    return made;
  }

  /** What does not fit, each with what to do. Asked when everything is there. */
  faults(routes: readonly EventRoute[]): string[] {
    const bytes = Buffer.byteLength(JSON.stringify(routes));
    const crowded = [Stack.of(this.scope), ...this.stacks.values()]
      .map((stack) => ({ stack, resources: resourcesOf(stack) }))
      .filter(({ resources }) => resources > mostResources);
    return [
      ...(routes.length > mostRules
        ? [
            `${routes.length} handlers need as many rules, and a bus has ${mostRules}: let some handlers take several events, or make another WebhookIngestion with the same Apps' webhooks split between them.`,
          ]
        : []),
      ...(bytes > mostRoutingBytes
        ? [
            `What handlers get has ${bytes} bytes of at most ${mostRoutingBytes}: name fewer repositories, or let their code choose among them.`,
          ]
        : []),
      ...crowded.map(
        ({ stack, resources }) =>
          `${stack.node.path} has ${resources} resources of at most ${mostResources}: spread the handlers with handlerStacks: ${Math.max(20, 2 * this.count)}, and give on(…) a function that makes the handler's function in the scope that it is given.`,
      ),
    ];
  }
}

function resourcesOf(stack: Stack): number {
  return stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && Stack.of(one) === stack).length;
}
