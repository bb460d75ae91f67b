import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** Lets `grantee` put events on this bus. */
export function grantPublish(grantee: IGrantable, eventBus: IEventBus): Grant {
  return Grant.addToPrincipal({ grantee, actions: ['events:PutEvents'], resourceArns: [eventBus.eventBusArn] });
}
