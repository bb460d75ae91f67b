import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { UserTokens } from '../user-tokens/user-tokens.construct';
import type { ResumeAsksEnvironment } from './resume-asks.lambda';
import type { SignInEnvironment } from './sign-in.lambda';

export interface SignInProps {
  readonly userTokens: UserTokens;
  /** Function that sends a delivery to a handler once more. */
  readonly repetition: LambdaFunction;
  readonly settings: FunctionSettings;
}

/** The pages that people sign in on, and what sees to it that their work goes on afterwards. */
export class SignIn extends Construct {
  /** Answers `/auth/login`, `/auth/callback` and `/auth/done`. */
  readonly handler: BundledFunction;
  /** Calls handlers whose asks were answered, where the callback did not come to it; every minute. */
  readonly resumption: BundledFunction;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { userTokens, repetition, settings } = props;
    const { authStateTable, table } = userTokens;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'sign-in',
      description: 'Pages on which people sign in to a GitHub App',
      environment: {
        ...userTokens.environment,
        REPEAT_FUNCTION_NAME: repetition.functionName,
      } satisfies SignInEnvironment,
      timeout: Duration.seconds(28),
      memorySize: 1024,
      settings,
    });
    userTokens.letOpenPairs(this.handler);
    userTokens.grantAuthState(this.handler, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    this.resumption = new BundledFunction(this, 'Resumption', {
      handlerName: 'resume-asks',
      description: 'Has handlers go on whose people have signed in, where a crash came in between',
      environment: {
        AUTH_STATE_TABLE_NAME: authStateTable.tableName,
        USER_TOKENS_TABLE_NAME: table.tableName,
        REPEAT_FUNCTION_NAME: repetition.functionName,
      } satisfies ResumeAsksEnvironment,
      timeout: Duration.seconds(55),
      memorySize: 512,
      settings,
    });
    // The next run is the retry.
    this.resumption.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the look for asks that were answered and not gone on with',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(this.resumption)],
    });
    userTokens.grantAuthState(this.resumption, 'dynamodb:UpdateItem');
    userTokens.grantFindWaiting(this.resumption);
    const resourceArns = [repetition.functionArn];
    for (const grantee of [this.handler, this.resumption]) {
      Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
    }
  }
}
