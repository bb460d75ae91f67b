import type { Template } from 'aws-cdk-lib/assertions';

/** A statement of a policy, as a template has it. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of the one policy whose logical id fits, without those for logs and traces. */
export function statementsOfPolicy(template: Template, id: RegExp): readonly Statement[] {
  const own = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => id.test(name));
  expect(own).toHaveLength(1);
  const statements: readonly Statement[] = own[0]?.[1].Properties.PolicyDocument.Statement;
  return statements.filter(({ Action }) => ![Action].flat().every((action) => /^(logs|xray):/.test(action)));
}
