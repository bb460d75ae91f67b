// The test app as a project has it that goes on: its functions tell which version of it they are.
const { readFileSync } = require('node:fs');
const { App } = require('aws-cdk-lib');
const { Function: LambdaFunction } = require('aws-cdk-lib/aws-lambda');
const { TheAppFrameworkTestStack } = require('../../lib/the-app-framework-test-stack.construct');

const stack = new TheAppFrameworkTestStack(new App(), 'the-app-framework-test-stack');
const version = readFileSync('version.txt', 'utf8');
for (const each of stack.node.findAll()) if (each instanceof LambdaFunction) each.addEnvironment('DEPLOYED', version);
