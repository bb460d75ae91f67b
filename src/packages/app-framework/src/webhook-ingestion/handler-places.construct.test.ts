import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { handlerIn, made } from './webhook-stack.test.support';

const many = Array.from({ length: 300 }, (_, index) => (index === 6 ? 'seventh' : `handler-${index}`));
const withLane = new Set(many.filter((_, index) => index % 3 === 0));

const greeter = (scope: Construct, name: string) => handlerIn(scope, `Function-${name}`);

type Resources = Readonly<Record<string, { readonly Type: string }>>;

/** The resources of the stack and of each nested one, by its id. */
function resourcesWith(names: readonly string[]): Map<string, Resources> {
  const { stack, webhooks } = made({ handlerStacks: 20 });
  for (const name of names) {
    const lane = withLane.has(name) ? 'issue' : undefined;
    webhooks.on({ name, event: 'issues', action: 'opened', ...(lane && { lane }) }, (scope) => greeter(scope, name));
  }
  const { directory } = appOf(stack).synth();
  const nested = webhooks.node.children.filter((child): child is NestedStack => child instanceof NestedStack);
  const read = (file: string): Resources => JSON.parse(readFileSync(join(directory, file), 'utf8')).Resources;
  return new Map([
    ['stack', read(stack.templateFile)],
    ...nested.map(({ node, templateFile }) => [node.id, read(templateFile)] as const),
  ]);
}

/** The app of a stack. */
function appOf(stack: Stack): App {
  const { root } = stack.node;
  if (root instanceof App) return root;
  throw new Error('The stack is in no app.');
}

const textOf = (resources: Resources | undefined, id: string) => JSON.stringify(resources?.[id]);

describe('300 handlers in 20 nested stacks', () => {
  const all = resourcesWith(many);

  it('fit, a third of them with lanes: no stack has more than 500 resources, and each handler its rule', () => {
    expect(all.size).toBe(21);
    for (const resources of all.values()) expect(Object.keys(resources).length).toBeLessThan(500);
    const rules = [...all].filter(([name]) => name !== 'stack').flatMap(([, resources]) => Object.values(resources));
    expect(rules.filter(({ Type }) => Type === 'AWS::Events::Rule')).toHaveLength(300);
  });

  it('move no other when the seventh is removed, or added again: it alone is touched', () => {
    const changed = resourcesWith(many.filter((name) => name !== 'seventh'));
    const touched = [...new Set([...all.keys(), ...changed.keys()])].flatMap((place) => {
      const [before, after] = [all.get(place), changed.get(place)];
      const ids = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
      return ids.filter((id) => textOf(before, id) !== textOf(after, id)).map((id) => ({ place, id }));
    });
    const inNested = touched.filter(({ place }) => place !== 'stack');
    expect(inNested.length).toBeGreaterThan(5);
    expect(inNested.filter(({ id }) => !id.includes('seventh'))).toEqual([]);
    // In the stack itself: the nested stacks of those handlers, the list of handlers, and who may send to their queues.
    const types = touched.filter(({ place }) => place === 'stack').map(({ id }) => all.get('stack')?.[id]?.Type);
    expect(types.filter((type) => !/::(Stack|CustomResource|(Managed)?Policy)$/.test(String(type)))).toEqual([]);
  });
});

describe('handlers that do not fit', () => {
  it.each([-1, 0.5, 101])('refuses %d nested stacks', (handlerStacks) => {
    expect(() => made({ handlerStacks })).toThrow(`handlerStacks is ${handlerStacks}`);
  });

  it('refuses more than a bus has rules, and a list of handlers that no row holds', () => {
    const { webhooks } = made({ handlerStacks: 30 });
    const repository = Array.from({ length: 22 }, (_, index) => `octo-organization/${'x'.repeat(35)}${index}`);
    const named = [...many, 'one-more'].map((name) => `${name}-${'y'.repeat(20)}`);
    for (const name of named) webhooks.on({ name, event: 'issues', repository }, (scope) => greeter(scope, name));
    expect(webhooks.node.validate()).toEqual([
      expect.stringMatching(/^301 handlers need as many rules, and a bus has 300/),
      expect.stringContaining('of at most 300000: name fewer repositories'),
    ]);
  });

  it('refuses more than a stack has resources, and says what to do', () => {
    const { stack, webhooks } = made();
    for (const name of many.slice(0, 60)) webhooks.on({ name, event: 'issues' }, (scope) => greeter(scope, name));
    expect(() => appOf(stack).synth()).toThrow(/Bot has \d+ resources of at most 500: .* handlerStacks: 20/);
  });
});
