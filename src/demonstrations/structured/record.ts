import { UserError } from '../../shared/errors';
import { sentence, type Sentence } from '../../shared/sentence';
import type { Example } from '../candidate';
import { choosePair } from '../names';
import type { Entry, MapNode, TreeNode } from '../tree/tree';
import { conversationOf } from './conversation';
import { testOf } from './promptfoo';
import { fieldsText, scalarText } from './values';

export const SHAPE = '{"input": "…", "output": "…"}';

/**
 * One record as an example: `{input, output, options?}` by any of the names for these, a conversation under `messages`, or a promptfoo test.
 * A record with an input alone is left open.
 * @param where names it in sentences, such as `Line 3`
 * @throws UserError `badInput` or `badOptions`
 */
export function recordExample(node: TreeNode, where: Sentence): Example {
  if (node.type !== 'map') throw bad(sentence('{0} is not an object: write one such as {1}.', where, SHAPE));
  return conversationOf(node) ?? testOf(node) ?? pairExample(node, where);
}

function pairExample(map: MapNode, where: Sentence): Example {
  const entries = map.entries.filter(({ name }) => name.toLowerCase() !== 'options');
  const pair = choosePair(
    entries.map(({ name }) => name),
    false,
  );
  const input = pair && entries[pair[0]];
  const output = pair && entries[pair[1]];
  if (!input || !output) return openExample(map, where);
  return example(map, input, output, where);
}

/** A record as an example of the two entries that are its input and its output. @throws UserError */
export function example(map: MapNode, input: Entry, output: Entry, where: Sentence): Example {
  const options = map.entries.find(({ name }) => name.toLowerCase() === 'options')?.value;
  const given = options && optionsOf(options, where);
  return {
    input: entryText(input, where),
    output: entryText(output, where),
    start: map.start,
    end: map.end,
    ...(given && { options: given }),
  };
}

/** An object with an input and no output at all is the open query (or, elsewhere than at the end, reported as having no output). */
function openExample(map: MapNode, where: Sentence): Example {
  const entry = map.entries.find(({ name }) => choosePair([name, 'output'], false) !== undefined);
  if (!entry)
    throw bad(sentence('{0} has no "input" and "output": write an object such as {1}.', where, SHAPE));
  return { input: entryText(entry, where), output: '', start: map.start, end: map.end };
}

function entryText({ name, value }: Entry, where: Sentence): string {
  const text = value.type === 'map' ? fieldsText(value.entries) : scalarText(value);
  if (text === undefined)
    throw bad(sentence('{0} has a "{1}" that is not a string: write it as one.', where, name));
  return text;
}

function optionsOf(value: TreeNode, where: Sentence): readonly string[] | undefined {
  if (value.type === 'scalar' && !value.isString && value.text === '') return undefined;
  if (value.type !== 'list') {
    const message = sentence('{0} has "options" that are not an array: write ["…", "…"].', where);
    throw new UserError('badOptions', message);
  }
  if (value.items.length === 0) return undefined;
  return value.items.map((option) => {
    const text = scalarText(option);
    if (text === undefined)
      throw bad(sentence('{0} has an option that is not a string: write it as one.', where));
    return text;
  });
}

function bad(message: Sentence): UserError {
  return new UserError('badInput', message);
}
