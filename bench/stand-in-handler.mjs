/**
 * Stand-in for the token handler that this framework replaces: the same libraries, loaded the same way, and no logic.
 *
 * It constructs what such a handler constructs before its first request, so that the figures compare like with like.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { Octokit } from '@octokit/rest';

const keys = new KMSClient({});
const apps = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const gitHub = new Octokit({ userAgent: 'bench-stand-in' });

export const handler = async ({ appId, digest }) => {
  const { Item: app } = await apps.send(
    new GetCommand({ TableName: process.env.APP_TABLE_NAME, Key: { AppId: appId } }),
  );
  const { Signature: signature } = await keys.send(
    new SignCommand({
      KeyId: app.KmsKeyArn,
      Message: digest,
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    }),
  );
  const { data } = await gitHub.rest.apps.getAuthenticated({ headers: { authorization: `Bearer ${signature}` } });
  return data;
};
