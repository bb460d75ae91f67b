import { OperatorPages, type OperatorPagesProps } from '@aws/app-framework-for-github-apps-on-aws';
import { NestedStack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The pages for operators, in a stack of their own: a stack holds 500 resources. */
export class SamplePages extends NestedStack {
  readonly pages: OperatorPages;

  constructor(scope: Construct, id: string, props: OperatorPagesProps) {
    super(scope, id);
    this.pages = new OperatorPages(this, 'OperatorPages', props);
  }
}
