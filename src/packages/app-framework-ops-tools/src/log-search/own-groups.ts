/** CloudFormation keeps so much of a stack's name at least where a function's has no room for it. */
const keptOfStackName = 20;
const ofFunctions = '/aws/lambda/';
/** What the CDK calls a nested stack. */
const nested = /NestedStackResource[0-9A-F]{8}$/;

/**
 * Those log groups that are of these stacks and what is nested in them, and not of another whose name goes on: `bot-dev-…` are those of `bot-dev`,
 * and not of `bot`. CloudFormation names what it makes after the stack, what it is called there, and a random text, with a hyphen between: none
 * of the last two has one.
 */
export function ownGroups(names: readonly string[], stacks: readonly string[]): string[] {
  const isOwn = (name: string) => stacks.some((stack) => isNamedIn(name, stack));
  // What templates make is never cut: so it tells which other stacks there are. No stack is called as those of functions begin.
  const others = names.filter((name) => !isOwn(name)).map(stackOf);
  const isOfOther = (stack: string) => others.some((other) => other.startsWith(stack) || stack.startsWith(`${other}-`));
  // Where there is no room for the whole name of ours there is none for the end of another either.
  const mayBeCut = (name: string) =>
    name.length >= keptOfStackName &&
    stacks.some((stack) => stack.startsWith(name) || (name.startsWith(`${stack}-`) && !isOfOther(name)));
  return names.filter((name) => {
    if (!name.startsWith(ofFunctions)) return isOwn(name);
    const named = name.slice(ofFunctions.length);
    return isOwn(named) || mayBeCut(stackOf(named));
  });
}

function isNamedIn(name: string, stack: string): boolean {
  if (!name.startsWith(`${stack}-`)) return false;
  const [first = '', ...rest] = name.slice(stack.length + 1).split('-');
  return rest.length <= 1 || nested.test(first);
}

function stackOf(name: string): string {
  return name.split('-').slice(0, -2).join('-');
}
