import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { OperationName } from '../api/operations';
import type { CallersWithoutCeiling } from '../ceilings/ceiling-grants.construct';
import type { NegativeCanaryOptions } from '../ceilings/negative-canary.construct';
import type { RateLimitDetail } from '../github/rate-limit-line';
import type { TokenSharing } from '../installation-tokens/token-cache-key';

/** What can be set on a {@link CredentialManager}; everything has a default that is meant for production. */
export interface CredentialManagerProps {
  /**
   * What becomes of the tables of Apps and installations and the log groups when they leave the stack or the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: they stay, as do point-in-time backups and the audit lines in the logs; what a first
   * deployment made that failed is taken back, so that each attempt leaves nothing
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long logs are kept, among them the audit line of every token handed out.
   * @default RetentionDays.SIX_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * Memory of every function in MiB. A function's share of CPU grows with it.
   * @default 512 for the functions that answer at once, 1024 for the two that sync installations
   */
  readonly memorySize?: number;
  /**
   * Processor architecture of the functions.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;
  /**
   * Lambda runtime of the functions: Node.js 22 or later.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime;
  /**
   * When the installation table is brought up to date with GitHub. A run may take up to 15 minutes.
   * @default every 30 minutes
   */
  readonly syncSchedule?: Schedule;
  /**
   * Base URL of GitHub's REST API for Apps whose row names no host, such as `https://github.example.com/api/v3`.
   * The import writes an App's host into its row, so this matters only to rows of older deployments.
   * @default 'https://api.github.com'
   */
  readonly gitHubApiUrl?: string;
  /**
   * Certificates in PEM, one or more, of authorities that the functions trust besides those of Node.js: for a GitHub Enterprise Server, or
   * a proxy on the way to GitHub, whose certificate a private authority signed.
   * @default only the authorities that Node.js trusts
   */
  readonly certificateAuthorities?: string;
  /**
   * VPC that the functions run in, for a GitHub that is reached from there only. Its subnets need a way to GitHub, DynamoDB, KMS and
   * Systems Manager, and with a negative canary to the internet.
   * @default none: the functions reach the internet, and nothing private
   */
  readonly vpc?: IVpc;
  /**
   * Which subnets of `vpc`.
   * @default those with a way out, one for each availability zone
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Security groups of the functions in `vpc`.
   * @default one for each function, which lets everything out and nothing in
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * Between whom live installation tokens are shared: `caller` is one role or user, in all its sessions, so that the hash of a token in
   * the audit lines names one caller; `deployment` is everybody, which saves mints and gives up that.
   * @default 'caller'
   */
  readonly tokenSharing?: TokenSharing;
  /**
   * What becomes of callers of `GetInstallationToken` whose grant has no ceiling: they get every installation of every App (`allowed`) or
   * nothing (`refused`). `only`: this deployment has no other callers. Then no ceiling can be granted, and no process looks for one, though
   * there were some before.
   * @default 'allowed'
   */
  readonly callersWithoutCeiling?: CallersWithoutCeiling;
  /**
   * Asks again and again, as a caller with a ceiling, for what lies beyond it, with an alarm for when that is not refused. `{}` is enough.
   * @default there is none
   */
  readonly negativeCanary?: NegativeCanaryOptions;
  /**
   * How fine the metrics of GitHub's rate limits are: five for each App and limit in use, or for each installation in use, each of them
   * charged by CloudWatch. Logs name the installation either way.
   * @default 'app'
   */
  readonly rateLimitMetrics?: RateLimitDetail;
  /**
   * What becomes of a deployment to a region that lacks something it needs, as far as is known here: `allowed` where AWS offers it by now.
   * @default 'refused': synth fails, and says what is missing
   */
  readonly unsupportedRegion?: 'refused' | 'allowed';
}

/** An operation of the API by its name in the model. */
export type CredentialManagerOperation = OperationName;
