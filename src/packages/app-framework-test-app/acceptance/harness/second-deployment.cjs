// The test app once more in the same account, as a CDK app of its own: what two deployments must not do to each other is proven on it.
const { App } = require('aws-cdk-lib');
const { TheAppFrameworkTestStack } = require('../../lib/the-app-framework-test-stack.construct');

new TheAppFrameworkTestStack(new App(), 'the-app-framework-second-stack');
