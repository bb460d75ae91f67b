import {
  CreateRoleCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { allow, type GivenEmulator } from './given-emulator';
import { jsonCall } from './json-call';

export function iamContract(given: () => GivenEmulator): void {
  describe('IAM', () => {
    const table = 'arn:aws:dynamodb:us-east-1:000000000000:table';
    const simulate = async (
      input: SimulatePrincipalPolicyCommandInput,
      credentials = given().administrator,
    ): Promise<(string | undefined)[][]> => {
      const client = new IAMClient({ endpoint: given().endpoint, region: 'us-east-1', credentials });
      const { EvaluationResults = [] } = await client.send(new SimulatePrincipalPolicyCommand(input));
      return EvaluationResults.map(({ EvalActionName, EvalResourceName, EvalDecision }) => [
        EvalActionName,
        EvalResourceName?.split('/').at(-1),
        EvalDecision,
      ]);
    };

    it('answers a simulation for each action on each resource (iam_simulated_requests)', async () => {
      const { arn } = await given().identities.createUser(allow('dynamodb:GetItem', undefined, `${table}/second`));
      const answers = await simulate({
        PolicySourceArn: arn,
        ActionNames: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        ResourceArns: [`${table}/first`, `${table}/second`],
      });
      expect(answers).toEqual([
        ['dynamodb:GetItem', 'first', 'implicitDeny'],
        ['dynamodb:GetItem', 'second', 'allowed'],
        ['dynamodb:PutItem', 'first', 'implicitDeny'],
        ['dynamodb:PutItem', 'second', 'implicitDeny'],
      ]);
    });

    it('answers it by the context that it is told (iam_simulated_requests)', async () => {
      const condition = { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } };
      const { arn } = await given().identities.createUser(allow('lambda:InvokeFunction', condition));
      const told = (value: string) =>
        simulate({
          PolicySourceArn: arn,
          ActionNames: ['lambda:InvokeFunction'],
          ResourceArns: ['arn:aws:lambda:us-east-1:000000000000:function/fn'],
          ContextEntries: [
            { ContextKeyName: 'lambda:InvokedViaFunctionUrl', ContextKeyType: 'boolean', ContextKeyValues: [value] },
          ],
        });
      expect(await told('true')).toEqual([['lambda:InvokeFunction', 'fn', 'allowed']]);
      expect(await told('false')).toEqual([['lambda:InvokeFunction', 'fn', 'implicitDeny']]);
    });

    it('simulates for those who may ask about the principal, and of principals that are there (iam_simulated_requests)', async () => {
      const [{ arn }, other] = await Promise.all([
        given().identities.createUser(allow('sqs:SendMessage')),
        given().identities.createUser(allow('sqs:SendMessage')),
      ]);
      const asker = await given().identities.createUser(allow('iam:SimulatePrincipalPolicy', undefined, arn));
      const about = (PolicySourceArn: string) => ({ PolicySourceArn, ActionNames: ['sqs:SendMessage'] });
      expect(await simulate(about(arn), asker)).toEqual([['sqs:SendMessage', '*', 'allowed']]);
      await expect(simulate(about(other.arn), asker)).rejects.toThrow(/not authorized|AccessDenied/);
      await expect(simulate(about(`${arn}-gone`))).rejects.toThrow('cannot be found');
    });

    it('lets those query logs who may query each log group that is named (log_query_groups)', async () => {
      const names = ['queried-one', 'queried-two', 'other'];
      for (const logGroupName of names)
        await jsonCall(given(), { service: 'logs', operation: 'CreateLogGroup', input: { logGroupName } });
      const groups = 'arn:aws:logs:us-east-1:000000000000:log-group:queried-*';
      const credentials = await given().identities.createUser(allow('logs:StartQuery', undefined, groups));
      const statusFor = async (...logGroupNames: string[]) => {
        const input = { logGroupNames, startTime: 0, endTime: 1, queryString: 'fields @message' };
        return (await jsonCall(given(), { service: 'logs', operation: 'StartQuery', input, credentials })).status;
      };
      expect(await statusFor('queried-one', 'queried-two')).toBe(200);
      expect(await statusFor('queried-one', 'other')).toBe(400);
    });

    it('lets those read the parameters below a path who may read that path (parameters_by_path)', async () => {
      const reader = await given().identities.createUser(
        allow('ssm:GetParametersByPath', undefined, 'arn:aws:ssm:us-east-1:000000000000:parameter/mine'),
      );
      const read = (Path: string) =>
        jsonCall(given(), { credentials: reader, service: 'ssm', operation: 'GetParametersByPath', input: { Path } });
      expect((await read('/mine')).status).toBe(200);
      expect((await read('/theirs')).status).toBe(400);
    });

    it('lets those use sets of addresses who may use the sets of that name (waf_names)', async () => {
      const credentials = await given().identities.createUser(
        allow(
          ['Create', 'Get', 'Update', 'Delete'].map((verb) => `wafv2:${verb}IPSet`),
          undefined,
          'arn:aws:wafv2:us-east-1:000000000000:regional/ipset/mine/*',
        ),
      );
      const ask = async (operation: string, input: object) =>
        jsonCall(given(), { credentials, service: 'wafv2', operation, input: { Scope: 'REGIONAL', ...input } });
      const made = (Name: string) => ask('CreateIPSet', { Name, IPAddressVersion: 'IPV4', Addresses: [] });
      const { status, body } = await made('mine');
      expect(status).toBe(200);
      const { Id } = body.Summary;
      expect((await ask('GetIPSet', { Name: 'mine', Id })).status).toBe(200);
      expect((await made('theirs')).body.__type).toContain('AccessDenied');
      expect((await ask('CreateWebACL', { Name: 'mine' })).body.__type).toContain('AccessDenied');
    });

    it('lets those change a set of addresses who have read its last version (waf_lock_tokens)', async () => {
      const ask = (operation: string, input: object) =>
        jsonCall(given(), { service: 'wafv2', operation, input: { Scope: 'REGIONAL', Name: 'kept', ...input } });
      const { body } = await ask('CreateIPSet', { IPAddressVersion: 'IPV4', Addresses: [] });
      const { Id, LockToken: first } = body.Summary;
      const changed = (LockToken: string) => ask('UpdateIPSet', { Id, LockToken, Addresses: ['192.0.2.0/24'] });
      const { NextLockToken: last } = (await changed(first)).body;
      expect((await changed(first)).body.__type).toContain('WAFOptimisticLockException');
      expect((await ask('DeleteIPSet', { Id, LockToken: first })).status).toBe(400);
      expect((await ask('DeleteIPSet', { Id, LockToken: last })).status).toBe(200);
    });

    it('trusts jobs of the repository that a role names by its id (web_identity_repository)', async () => {
      const client = new IAMClient({
        endpoint: given().endpoint,
        region: 'us-east-1',
        credentials: given().administrator,
      });
      const host = 'token.actions.githubusercontent.com';
      const Principal = { Federated: `arn:aws:iam::000000000000:oidc-provider/${host}` };
      const Condition = { StringEquals: { [`${host}:repository_id`]: '456789' } };
      const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal, Condition }];
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      const { Role } = await client.send(new CreateRoleCommand({ RoleName: 'of-jobs', AssumeRolePolicyDocument }));
      const sts = new STSClient({
        endpoint: given().endpoint,
        region: 'us-east-1',
        credentials: given().administrator,
      });
      const assumed = (repositoryId: string) => {
        const claims = { iss: `https://${host}`, aud: 'sts.amazonaws.com', repository_id: repositoryId };
        const [head, body] = [{ alg: 'none' }, claims].map((part) =>
          Buffer.from(JSON.stringify(part)).toString('base64url'),
        );
        const how = { RoleArn: Role?.Arn ?? '', RoleSessionName: 'job', WebIdentityToken: `${head}.${body}.` };
        return sts.send(new AssumeRoleWithWebIdentityCommand(how));
      };
      await expect(assumed('456789')).resolves.toHaveProperty('Credentials.AccessKeyId');
      await expect(assumed('456788')).rejects.toMatchObject({ name: 'AccessDenied' });
    });
  });
}
