import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface PayloadBucketProps {
  /** How long payloads are kept. */
  readonly retention: Duration;
  /** Key of KMS; one of S3's own where absent. */
  readonly key?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Payloads as they arrived. */
export class PayloadBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { retention, key, removalPolicy }: PayloadBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [{ prefix: 'webhooks/', expiration: retention }],
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
  }

  /** Lets `grantee` keep payloads, and read none. */
  grantKeep(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [this.bucket.arnForObjects('webhooks/*')],
    });
    this.bucket.encryptionKey?.grant(grantee, 'kms:GenerateDataKey');
  }

  /** Lets `grantee` read payloads. */
  grantRead(grantee: IGrantable): Grant {
    const grant = Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [this.bucket.arnForObjects('webhooks/*')],
    });
    const { encryptionKey } = this.bucket;
    return encryptionKey ? grant.combine(encryptionKey.grantDecrypt(grantee)) : grant;
  }
}
