import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What every function is given, for those that are about something else. */
export const usualFunction = {
  timeout: Duration.seconds(15),
  memorySize: 512,
  settings: {
    architecture: Architecture.ARM_64,
    runtime: Runtime.NODEJS_24_X,
    logRetention: RetentionDays.SIX_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  },
};
