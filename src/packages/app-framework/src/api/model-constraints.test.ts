import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppFramework, AppFrameworkServiceException } from '@aws/app-framework-for-github-apps-on-aws-client';
import { inputOf, type Reference, routeOf, shapeOf, traitOf } from './model';
import { operationsOfApi, type ServedOperation, triggerOperations } from './operations';
import { serveOperation } from './serve-operation';

const operations: readonly ServedOperation[] = [...operationsOfApi, ...triggerOperations];

/** A request that breaks one constraint: where, and with what. */
interface Violation {
  readonly operation: ServedOperation;
  readonly path: string;
  readonly constraint: string;
  readonly input: object;
}

describe('the constraints of the model', () => {
  let server: Server;
  let client: AppFramework;

  beforeAll(async () => {
    const handlers = new Map(
      operations.map((operation) => [
        routeOf(operation).uri,
        serveOperation(operation, () => Promise.reject(new Error('let a violating request through'))),
      ]),
    );
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const event = {
          rawPath: request.url,
          headers: request.headers,
          body: Buffer.concat(chunks).toString('base64'),
          isBase64Encoded: true,
          requestContext: {
            http: { method: request.method, path: request.url },
            requestId: 'r',
            authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:user/test' } },
          },
        };
        const handler = handlers.get(request.url ?? '');
        if (!handler) throw new Error(`no handler for ${request.url}`);
        void handler(event, { getRemainingTimeInMillis: () => 10_000 }).then((answer) => {
          response.writeHead(answer.statusCode, answer.headers).end(answer.body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = new AppFramework({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
      maxAttempts: 1,
    });
  });

  afterAll(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const violations = operations.flatMap((operation) => violationsOf(operation));

  it('cover every kind and every constrained member of the inputs', () => {
    const kinds = new Set(violations.map(({ constraint }) => constraint.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['enum', 'length', 'pattern', 'range', 'required', 'type']);
    expect(violations.length).toBeGreaterThanOrEqual(49);
  });

  it.each(
    violations.map((violation) => [`${violation.operation} ${violation.path} ${violation.constraint}`, violation]),
  )('refuses %s', async (_name, violation) => {
    const error = await send(violation).catch((thrown: unknown) => thrown);
    if (!(error instanceof AppFrameworkServiceException)) throw error;
    expect(error.$metadata.httpStatusCode).toBe(400);
    expect(error.name).toBe(violation.constraint.startsWith('type') ? 'SerializationException' : 'ValidationException');
    expect(error.message).toContain(violation.path);
  });

  function send({ operation, input }: Violation): Promise<unknown> {
    const method = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
    const call: unknown = Reflect.get(client, method);
    if (typeof call !== 'function') throw new Error(`the client has no ${method}`);
    return Reflect.apply(call, client, [input]);
  }
});

function violationsOf(operation: ServedOperation): Violation[] {
  const shape = shapeOf(inputOf(operation));
  const valid = validStructure(inputOf(operation));
  return Object.entries(shape.members ?? {}).flatMap(([name, member]) => [
    ...(traitOf(member, 'required') === undefined
      ? []
      : [{ operation, path: `/${name}`, constraint: 'required', input: { ...valid, [name]: undefined } }]),
    ...brokenValues(member).map(({ path, constraint, value }) => ({
      operation,
      path: `/${name}${path}`,
      constraint,
      input: { ...valid, [name]: value },
    })),
  ]);
}

interface Broken {
  readonly path: string;
  readonly constraint: string;
  readonly value: unknown;
}

function brokenValues(reference: Reference): Broken[] {
  const shape = shapeOf(reference.target);
  const own = [
    ...brokenType(reference),
    ...brokenRange(reference),
    ...brokenLength(reference),
    ...brokenText(reference),
  ];
  if (shape.type === 'structure')
    return [...own, ...Object.entries(shape.members ?? {}).flatMap(([name, member]) => nested(name, member))];
  if (shape.type === 'list' && shape.member) {
    return [
      ...own,
      ...brokenValues(shape.member).map((broken) => ({ ...broken, path: `/0${broken.path}`, value: [broken.value] })),
    ];
  }
  if (shape.type === 'map' && shape.key && shape.value) {
    const key = String(validValue(shape.key));
    const { value } = shape;
    const keys = brokenText(shape.key).map((broken) => ({
      ...broken,
      path: '',
      value: { [String(broken.value)]: validValue(value) },
    }));
    const values = brokenValues(value).map((broken) => ({
      ...broken,
      path: `/${key}`,
      value: { [key]: broken.value },
    }));
    return [...own, ...keys, ...values];
  }
  return own;
}

function nested(name: string, member: Reference): Broken[] {
  return brokenValues(member).map((broken) => ({
    ...broken,
    path: `/${name}${broken.path}`,
    value: { [name]: broken.value },
  }));
}

// Values that the client's own serializer passes on as they are; it turns others into the modelled type or refuses them.
function brokenType(reference: Reference): Broken[] {
  const { type } = shapeOf(reference.target);
  if (type === 'integer' || type === 'long') return [{ path: '', constraint: 'type whole number', value: 1.5 }];
  return [];
}

function brokenRange(reference: Reference): Broken[] {
  const range = traitOf(shapeOf(reference.target), 'range');
  return [
    ...limit(range, 'min').map((min) => ({ path: '', constraint: `range min ${min}`, value: min - 1 })),
    ...limit(range, 'max').map((max) => ({ path: '', constraint: `range max ${max}`, value: max + 1 })),
  ];
}

function brokenLength(reference: Reference): Broken[] {
  const shape = shapeOf(reference.target);
  const length = traitOf(shape, 'length');
  const filled = (count: number): unknown => {
    if (shape.type === 'string') return 'a'.repeat(count);
    if (shape.type === 'list' && shape.member)
      return Array.from({ length: count }, () => validValue(shape.member ?? reference));
    const { value } = shape;
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value && validValue(value)]));
  };
  return [
    ...limit(length, 'min').map((min) => ({ path: '', constraint: `length min ${min}`, value: filled(min - 1) })),
    ...limit(length, 'max').map((max) => ({ path: '', constraint: `length max ${max}`, value: filled(max + 1) })),
  ];
}

function brokenText(reference: Reference): Broken[] {
  const shape = shapeOf(reference.target);
  const broken: Broken[] = [];
  if (traitOf(shape, 'pattern') !== undefined)
    broken.push({ path: '', constraint: 'pattern', value: 'not a name: ä!' });
  if (shape.type === 'enum') broken.push({ path: '', constraint: 'enum', value: 'everything' });
  return broken;
}

function limit(trait: unknown, name: 'min' | 'max'): number[] {
  if (typeof trait !== 'object' || trait === null) return [];
  const value: unknown = Reflect.get(trait, name);
  return typeof value === 'number' ? [value] : [];
}

function validStructure(id: string): Record<string, unknown> {
  const members = Object.entries(shapeOf(id).members ?? {});
  const required = members.filter(([, member]) => traitOf(member, 'required') !== undefined);
  return Object.fromEntries(required.map(([name, member]) => [name, validValue(member)]));
}

function validValue(reference: Reference): unknown {
  const shape = shapeOf(reference.target);
  if (shape.type === 'enum') return traitOf(Object.values(shape.members ?? {})[0] ?? {}, 'enumValue');
  if (shape.type === 'structure') return validStructure(reference.target);
  return shape.type === 'string' ? 'contents' : 1;
}
