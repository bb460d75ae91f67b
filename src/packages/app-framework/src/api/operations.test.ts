import { AppFramework } from '@aws/app-framework-for-github-apps-on-aws-client';
import model from '@aws/app-framework-for-github-apps-on-aws-client/model.json';
import { endpointNameOf, integrationOperations, operationsOfApi, triggerOperations } from './operations';

const shapes: Readonly<Record<string, { readonly type: string }>> = model.shapes;

describe('the list of operations', () => {
  it('is that of the model', () => {
    const ofModel = Object.entries(shapes).filter(([, { type }]) => type === 'operation');
    expect(ofModel.map(([id]) => id.replace('framework.api#', '')).sort()).toEqual(
      [...operationsOfApi, ...triggerOperations, ...integrationOperations].sort(),
    );
  });

  const urls = [
    ...operationsOfApi.map((operation) => [operation, endpointNameOf(operation)] as const),
    ...triggerOperations.map((operation) => [operation, 'TriggersEndpoint'] as const),
  ];

  it.each(urls)('names the URL of %s as the client does: %s', async (operation, endpoint) => {
    const asked: string[] = [];
    const client = new AppFramework({
      ...Object.fromEntries(urls.map(([, name]) => [uncapitalized(name), `https://${name}.test`])),
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
      maxAttempts: 1,
      requestHandler: {
        handle: async ({ hostname }: { readonly hostname: string }) => {
          asked.push(hostname);
          throw new Error('no more is needed');
        },
      },
    });
    const call: unknown = Reflect.get(client, uncapitalized(operation));
    if (typeof call !== 'function') throw new Error(`the client has no ${operation}`);
    await expect(Reflect.apply(call, client, [{ appId: 1, filters: {} }])).rejects.toThrow('no more is needed');
    expect(asked).toEqual([`${endpoint.toLowerCase()}.test`]);
  });
});

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
