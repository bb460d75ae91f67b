import { field } from '../lambda/parsed-json';

/** An item of DynamoDB, each value with its type. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Whether the condition of an UpdateItem holds for a row: comparisons, IN, `begins_with`, `attribute_exists`, `attribute_not_exists`, AND, OR and
 * brackets
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
 */
export function isMet(input: unknown, row: Row): boolean {
  const condition = field(input, 'ConditionExpression');
  if (condition === undefined) return true;
  const tokens = tokensOf(condition);
  const met = either();
  if (tokens.length > 0) throw new Error(`The fake does not know this condition: ${condition}`);
  return met;

  function either(): boolean {
    let met = both();
    while (tokens[0] === 'OR') {
      tokens.shift();
      const other = both();
      met = met || other;
    }
    return met;
  }

  function both(): boolean {
    let met = single();
    while (tokens[0] === 'AND') {
      tokens.shift();
      const other = single();
      met = met && other;
    }
    return met;
  }

  function single(): boolean {
    const token = tokens.shift() ?? '';
    if (token === '(') {
      const met = either();
      tokens.shift();
      return met;
    }
    if (token === 'attribute_not_exists' || token === 'attribute_exists') {
      const [, name = ''] = tokens.splice(0, 3);
      return (row[nameOf(input, name)] !== undefined) === (token === 'attribute_exists');
    }
    if (token === 'begins_with') {
      const [, name = '', beginning = ''] = tokens.splice(0, 4);
      const [text, start] = [row[nameOf(input, name)], givenValue(input, beginning)].map(plain);
      return typeof text === 'string' && text.startsWith(String(start));
    }
    const [operator, operand = ''] = tokens.splice(0, 2);
    const held = plain(row[nameOf(input, token)]);
    if (operator === 'IN') {
      const listed = tokens.splice(0, tokens.indexOf(')') + 1);
      return listed.some((name) => held !== undefined && plain(givenValue(input, name)) === held);
    }
    const wanted = plain(givenValue(input, operand));
    if (held === undefined || wanted === undefined) return false;
    if (operator === '<>') return held !== wanted;
    if (operator === '>') return held > wanted;
    if (operator === '<=') return held <= wanted;
    return operator === '=' ? held === wanted : held < wanted;
  }
}

/** The row after an UpdateItem of the clauses SET, REMOVE and ADD, the last for numbers. */
export function updated(input: unknown, row: Row): Row {
  const clauses = String(field(input, 'UpdateExpression')).split(/ (?=(?:SET|REMOVE|ADD) )/);
  const next: Record<string, unknown> = { ...row };
  for (const clause of clauses) {
    const [, kind, actions = ''] = /^(SET|REMOVE|ADD) (.*)$/.exec(clause) ?? [];
    if (kind === undefined) throw new Error(`The fake does not know this change: ${clause}`);
    for (const action of actions.split(/, (?=[#\w]+(?: |,|$))/)) {
      const [name = '', ...rest] = action.split(kind === 'SET' ? ' = ' : ' ');
      const attribute = nameOf(input, name);
      if (kind === 'REMOVE') delete next[attribute];
      else if (kind === 'SET') next[attribute] = evaluated(rest.join(' = '));
      else
        next[attribute] = {
          N: String(Number(plain(row[attribute]) ?? 0) + Number(plain(givenValue(input, rest[0] ?? '')))),
        };
    }
  }
  return next;

  function evaluated(expression: string): unknown {
    const [first = '', second] = expression.split(' + ');
    const [, name, fallback = ''] = /^if_not_exists\(([#\w]+), (:\w+)\)$/.exec(first) ?? [];
    const value =
      name === undefined ? givenValue(input, first) : (row[nameOf(input, name)] ?? givenValue(input, fallback));
    if (second === undefined) return value;
    return { N: String(Number(plain(value)) + Number(plain(givenValue(input, second)))) };
  }
}

function tokensOf(condition: unknown): string[] {
  return String(condition).match(/[#:]?\w+|<>|<=|[()<=>]/g) ?? [];
}

function nameOf(input: unknown, name: string): string {
  return name.startsWith('#') ? String(field(field(input, 'ExpressionAttributeNames'), name)) : name;
}

function givenValue(input: unknown, name: string): unknown {
  return field(field(input, 'ExpressionAttributeValues'), name);
}

function plain(value: unknown): string | number | undefined {
  const [number, text] = [field(value, 'N'), field(value, 'S')];
  if (number !== undefined) return Number(number);
  return typeof text === 'string' ? text : undefined;
}
