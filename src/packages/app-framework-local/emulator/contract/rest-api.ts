import { request } from 'node:http';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { GivenEmulator } from './given-emulator';
import { createStack, functionWithUrl } from './stack';

const echo = `exports.handler = async (event) => {
  if (event.body === 'throw') throw new TypeError('a detail nobody outside may see');
  return answer(event);
};
const answer = (event) => ({
  statusCode: 202,
  headers: { 'X-Own': 'yes' },
  body: JSON.stringify({ headers: event.headers, multi: event.multiValueHeaders, bytes: event.body?.length, body: event.body?.slice(0, 200), base64: event.isBase64Encoded }),
});`;
const megabyte = 1024 * 1024;

/** Resources of a REST API with POST /webhooks in front of a function, and its stage `live`. */
function restApi(more: { stage?: object; api?: object; permitted?: object } = {}): object {
  const uri = ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', '/invocations'];
  return {
    ...functionWithUrl('Receiver', echo, { function: { Timeout: 10 } }),
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', ...more.api } },
    Path: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        PathPart: 'webhooks',
      },
    },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { Ref: 'Path' },
        HttpMethod: 'POST',
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: { 'Fn::Join': ['', [uri[0], { 'Fn::GetAtt': ['Receiver', 'Arn'] }, uri[1]]] },
        },
      },
    },
    ...(more.permitted ?? {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Receiver' },
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: {
            'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', { Ref: 'Api' }, '/live/POST/webhooks']],
          },
        },
      },
    }),
    Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Method', Properties: { RestApiId: { Ref: 'Api' } } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'live', ...more.stage },
    },
  };
}

export function restApiContract(given: () => GivenEmulator): void {
  describe('REST APIs', () => {
    const givenApi = async (name: string, resources: object) => {
      const { Id } = await createStack(given(), { name, resources, outputs: { Id: { Ref: 'Api' } } });
      return `${given().endpoint}/_aws/execute-api/${Id}/live/webhooks`;
    };
    /** By hand, since fetch writes header names in lower case. */
    const post = (url: string, body: Buffer, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const sent = request(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } });
        sent.once('error', reject).once('response', (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        });
        sent.end(body);
      });
    let url = '';
    beforeAll(async () => {
      url = await givenApi('rest-api', restApi());
    });

    it('give a function the body and the header names as they were sent (rest_api_header_names)', async () => {
      const body = '{ "umlaut" :"ü",\r\n"a":1,"a":2 }';

      const answer = await post(url, Buffer.from(body), {
        'X-GitHub-Event': 'push',
        'x-hub-SIGNATURE-256': 'sha256=1',
      });

      expect(answer.status).toBe(202);
      expect(JSON.parse(answer.text)).toMatchObject({
        body,
        base64: false,
        headers: { 'X-GitHub-Event': 'push', 'x-hub-SIGNATURE-256': 'sha256=1', 'Content-Type': 'application/json' },
        multi: { 'X-GitHub-Event': ['push'] },
      });
    });

    it('answer 502 for a function that fails, and tell nothing of it (rest_api_function_failure)', async () => {
      const { status, text } = await post(url, Buffer.from('throw'));
      expect([status, JSON.parse(text)]).toEqual([502, { message: 'Internal server error' }]);
    });

    it('give it bytes of a binary media type as base64', async () => {
      const binary = await givenApi('rest-api-binary', restApi({ api: { BinaryMediaTypes: ['application/json'] } }));
      const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]);

      const answer = JSON.parse((await post(binary, bytes)).text);

      expect(answer).toMatchObject({ base64: true, body: bytes.toString('base64') });
    });

    it('take 10 MB, and what makes an event of 6 MB for the function (rest_api_body_limit)', async () => {
      const sizes = [5.5 * megabyte, 6 * megabyte, 10 * megabyte + 1];
      const answers = await Promise.all(sizes.map((bytes) => post(url, Buffer.alloc(bytes, 'x'))));

      expect(answers.map(({ status }) => status)).toEqual([202, 413, 413]);
    });

    it('answer 500 when the function does not let them invoke it (rest_api_permission)', async () => {
      const unpermitted = await givenApi('rest-api-unpermitted', restApi({ permitted: {} }));

      expect((await post(unpermitted, Buffer.from('{}'))).status).toBe(500);
    });

    it('throttle by stage', async () => {
      const settings = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 };
      const throttled = await givenApi('rest-api-throttled', restApi({ stage: { MethodSettings: [settings] } }));
      const statuses = [];
      for (let call = 0; call < 3; call += 1) statuses.push((await post(throttled, Buffer.from('{}'))).status);

      expect(statuses).toEqual([202, 202, 429]);
    });

    it('write an access log where the account has a role for it (rest_api_access_logs)', async () => {
      const log = {
        DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
        Format: '$context.httpMethod $context.resourcePath $context.status $context.responseLength $context.no.such',
      };
      const resources = {
        ...restApi({ stage: { AccessLogSetting: log } }),
        Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } },
      };
      await expect(givenApi('rest-api-no-role', resources)).rejects.toThrow('CloudWatch Logs role ARN must be set');

      const Account = {
        Type: 'AWS::ApiGateway::Account',
        Properties: { CloudWatchRoleArn: 'arn:aws:iam::000000000000:role/logs' },
      };
      await createStack(given(), { name: 'rest-api-account', resources: { Account } });
      const logged = await givenApi('rest-api-logged', resources);
      const { text } = await post(logged, Buffer.from('{}'));
      await post(logged, Buffer.alloc(11 * megabyte));

      const { endpoint, administrator: credentials } = given();
      const client = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials });
      const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: 'access' }));
      expect(events?.map(({ message }) => message)).toEqual([`POST /webhooks 202 ${text.length} -`]);
    });
  });
}
