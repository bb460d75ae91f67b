import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  Chain,
  DefinitionBody,
  type IChainable,
  Map as MapOver,
  Parallel,
  Pass,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { reckonHistory } from './workflow-history.construct';

function reckoned(definition: (stack: Stack) => IChainable | DefinitionBody) {
  const stack = new Stack(new App(), 'Stack');
  const made = definition(stack);
  const definitionBody = made instanceof DefinitionBody ? made : DefinitionBody.fromChainable(made);
  reckonHistory(new StateMachine(stack, 'Machine', { definitionBody }), 'ci');
  return stack;
}

const passes = (count: number) => {
  const names = Array.from({ length: count }, (_, index) => `P${index}`);
  const states = names.map((name, index) => [
    name,
    { Type: 'Pass', ...(index + 1 < count ? { Next: names[index + 1] } : { End: true }) },
  ]);
  return () => DefinitionBody.fromString(JSON.stringify({ StartAt: 'P0', States: Object.fromEntries(states) }));
};

describe('reckonHistory', () => {
  it('takes as many states as a history has room for, and refuses one more', () => {
    expect(() => Template.fromStack(reckoned(passes(12_499)))).not.toThrow();
    expect(() => Template.fromStack(reckoned(passes(12_500)))).toThrow(/ci has states for 25002 events/);
  });

  it('says how many items a Map may have, with what stands beside it', () => {
    const stack = reckoned((scope) =>
      new Parallel(scope, 'All')
        .branch(new Pass(scope, 'Lint'))
        .branch(
          Chain.start(
            new MapOver(scope, 'Each', { itemsPath: '$.all' }).itemProcessor(
              new MapOver(scope, 'Within', { itemsPath: '$.all' }).itemProcessor(new Pass(scope, 'One')),
            ),
          ),
        ),
    );
    // Parallel 4, Lint 2, Each 4 and an item of 2 + Within's 4 and its item of 2 + 2: with the execution's two, 22.
    const infos = Annotations.fromStack(stack);
    infos.hasInfo('/Stack/Machine', Match.stringLikeRegexp('Each of the workflow ci writes 10 events.* 2498 items'));
    infos.hasInfo('/Stack/Machine', Match.stringLikeRegexp('Within of the workflow ci writes 4 events.* 6245 items'));
  });
});
