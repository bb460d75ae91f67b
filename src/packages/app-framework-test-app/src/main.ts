import { App } from 'aws-cdk-lib';
import { TheAppFrameworkTestStack } from './the-app-framework-test-stack.construct';

new TheAppFrameworkTestStack(new App(), 'the-app-framework-test-stack');
