import type { Template } from 'aws-cdk-lib/assertions';

/** What a role may do, from all its policies, but for logs and traces. */
export function allowedStatements(template: Template, role: RegExp) {
  const policies = {
    ...template.findResources('AWS::IAM::Policy'),
    ...template.findResources('AWS::IAM::ManagedPolicy'),
  };
  return Object.values(policies)
    .filter(({ Properties }) => role.test(JSON.stringify(Properties.Roles)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => !/^(logs|xray):/.test([Action].flat()[0]));
}
