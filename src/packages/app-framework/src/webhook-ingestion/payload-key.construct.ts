import { Annotations, Token } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * The key, where the bus and the queues can use it. A key of AWS' own has a policy that nobody can change, and EventBridge could put nothing
 * into a queue under it.
 * @throws Error for one that can be told by its alias
 */
export function usableKey(scope: Construct, key: IKey | undefined): IKey | undefined {
  if (!key) return undefined;
  const alias: unknown = Reflect.get(key, 'aliasName');
  const names = [typeof alias === 'string' ? alias : '', Token.isUnresolved(key.keyArn) ? '' : key.keyArn];
  if (names.some((name) => /(^|:)alias\/aws\//.test(name))) {
    throw new Error(
      'payloadKey is a key that AWS manages, whose policy does not let EventBridge use it: no event would reach a handler. ' +
        'Make a key of your own, or leave payloadKey out for encryption by S3 and SQS.',
    );
  }
  if (!(key instanceof Key)) {
    Annotations.of(scope).addWarningV2(
      '@aws/app-framework:payloadKeyPolicy',
      'payloadKey is not of this app, so that its policy is yours to write: let events.amazonaws.com do kms:GenerateDataKey and kms:Decrypt with it, ' +
        'or no event reaches a handler.',
    );
  }
  return key;
}
