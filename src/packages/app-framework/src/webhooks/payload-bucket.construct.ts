import { CustomResourceProviderBase, type Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';

export interface PayloadBucketProps {
  /** How long payloads are kept. */
  readonly retention: Duration;
  /** Key of KMS; one of S3's own where absent. */
  readonly key?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Payloads as they arrived, and results of steps that are too large for a state. */
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
      lifecycleRules: ['webhooks/', 'steps/'].map((prefix) => ({ prefix, expiration: retention })),
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    this.letEmptierSeeItsTag();
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Each object is written once, by the receiver, which has a ledger of it, or by a step of a workflow, which has a row of it. Who reads is seen in CloudTrail where data events are on.',
    });
  }

  /**
   * Whoever keeps the bucket from now on takes the tag away by which it is to be emptied, and with it, in the bucket's policy, what lets the
   * emptier look for that tag: its farewell would fail, and leave a stack that cannot be deleted any more (aws/aws-cdk#37257).
   */
  private letEmptierSeeItsTag(): void {
    const emptier = Stack.of(this).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
    if (!(emptier instanceof CustomResourceProviderBase)) return;
    emptier.addToRolePolicy({ Effect: 'Allow', Action: 's3:GetBucketTagging', Resource: this.bucket.bucketArn });
  }

  /** Tells cdk-nag why the policies of `holder` name all objects. */
  explainObjects(holder: IConstruct, prefix: 'webhooks' | 'steps' = 'webhooks'): void {
    const { 'Fn::GetAtt': [id = ''] = [] } = Stack.of(this).resolve(this.bucket.bucketArn);
    // A nested stack is told the bucket by a parameter, which the CDK names after what it stands for, once all is made.
    const parameter = `referenceto${Names.nodeUniqueId((this.bucket.node.defaultChild ?? this.bucket).node)}Arn`;
    for (const name of [`${id}.Arn`, ...(Stack.of(holder) === Stack.of(this) ? [] : [parameter])])
      Validations.of(holder).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${name}>/${prefix}/*]`,
        reason: 'Objects are named after deliveries and jobs, which are not known when the stack is deployed.',
      });
  }

  /** Lets `grantee` keep payloads, or results of steps, and read none. */
  grantKeep(grantee: IGrantable, kept: 'webhooks' | 'steps' = 'webhooks'): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [this.bucket.arnForObjects(`${kept}/*`)],
    });
    this.bucket.encryptionKey?.grant(grantee, 'kms:GenerateDataKey');
  }

  /** Lets `grantee` read payloads, and learn which are not there: without that S3 answers 403 for them, as for what is refused. */
  grantFind(grantee: IGrantable): void {
    this.grantRead(grantee);
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
  }

  /** Lets `grantee` read payloads, or results of steps. */
  grantRead(grantee: IGrantable, kept: 'webhooks' | 'steps' = 'webhooks'): Grant {
    const grant = Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [this.bucket.arnForObjects(`${kept}/*`)],
    });
    const { encryptionKey } = this.bucket;
    return encryptionKey ? grant.combine(encryptionKey.grantDecrypt(grantee)) : grant;
  }
}
