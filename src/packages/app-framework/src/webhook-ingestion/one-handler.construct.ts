import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

interface Handling {
  readonly webhooks: Construct;
  readonly name: string;
}

const handlings = new WeakMap<LambdaFunction, Handling>();

/** Notes what a function handles: it has one environment, and so is one handler. @throws Error where it is one already */
export function becomeHandler(fn: LambdaFunction, { webhooks, name }: Handling): void {
  const known = handlings.get(fn);
  if (known?.webhooks === webhooks) {
    throw new Error(
      `${fn.node.path} is the handler ${known.name} already, and what tells a function its queue is one environment: ` +
        `name all events in one webhooks.on(…), or give ${name} a function of its own with the same code.`,
    );
  }
  if (known) {
    throw new Error(
      `${fn.node.path} is the handler ${known.name} of ${known.webhooks.node.path} already, and ${webhooks.node.path} has another ledger: ` +
        `give ${name} a function of its own with the same code.`,
    );
  }
  handlings.set(fn, { webhooks, name });
}
