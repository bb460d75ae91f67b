import model from '@aws/app-framework-for-github-apps-on-aws-client/model.json';

/** A shape of the Smithy model, as far as routing, validating and answering need it (https://smithy.io/2.0/spec/json-ast.html). */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly input?: Reference;
  readonly traits?: Traits;
}

export interface Reference {
  readonly target: string;
  readonly traits?: Traits;
}

type Traits = Readonly<Record<string, unknown>>;

export interface Route {
  readonly method: string;
  readonly uri: string;
  readonly code: number;
}

const shapes: Readonly<Record<string, Shape>> = model.shapes;

/** The shape of that id. Ids of Smithy's own simple types (`smithy.api#String`) resolve too. */
export function shapeOf(id: string): Shape {
  const shape = shapes[id];
  if (shape) return shape;
  const [namespace, name] = id.split('#');
  if (namespace === 'smithy.api' && name) return { type: name.toLowerCase() };
  throw new Error(`the model has no shape ${id}`);
}

/** Method, path and success status of an operation. */
export function routeOf(operation: string): Route {
  const http = traitOf(shapeOf(apiId(operation)), 'http');
  if (!isRoute(http)) throw new Error(`the model has no route for ${operation}`);
  return http;
}

/** Id of the shape of an operation's input. */
export function inputOf(operation: string): string {
  const input = shapeOf(apiId(operation)).input;
  if (!input) throw new Error(`the model has no input for ${operation}`);
  return input.target;
}

/** HTTP status of a modelled error. */
export function statusOf(errorName: string): number {
  const shape = shapes[apiId(errorName)] ?? shapeOf(`smithy.framework#${errorName}`);
  const status = traitOf(shape, 'httpError');
  if (typeof status === 'number') return status;
  return traitOf(shape, 'error') === 'client' ? 400 : 500;
}

/** Names of the headers that carry members of a modelled error, by member. */
export function headersOf(errorName: string): ReadonlyMap<string, string> {
  const members = shapes[apiId(errorName)]?.members ?? {};
  const bound = Object.entries(members).map(([name, member]) => [name, traitOf(member, 'httpHeader')] as const);
  return new Map(bound.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'));
}

export function traitOf(holder: { readonly traits?: Traits }, name: string): unknown {
  return holder.traits?.[`smithy.api#${name}`];
}

function apiId(name: string): string {
  return `framework.api#${name}`;
}

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'method' in value && 'uri' in value && 'code' in value;
}
