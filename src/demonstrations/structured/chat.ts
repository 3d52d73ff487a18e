import { trimText } from '../../shared/trimText';
import type { Candidate, Example } from '../candidate';
import type { ListNode } from '../tree/tree';
import { type Message, messagesOf } from './messages';

/** The turns of a chat as examples: what the user says is the input, what the assistant answers the output. Undefined if it is no chat. */
export function chatCandidate(list: ListNode): Candidate | undefined {
  const messages = messagesOf(list);
  if (!messages?.some(({ role }) => role === 'assistant')) return undefined;
  return turnsCandidate(messages);
}

/** The same of messages that are known already; undefined if nobody answers. A last message of the user is the query. */
export function turnsCandidate(messages: readonly Message[]): Candidate | undefined {
  const examples: Example[] = [];
  let asked: Message[] = [];
  for (const message of messages) {
    if (message.role === 'user') asked.push(message);
    else if (message.role === 'assistant') {
      const example = turn(asked, message);
      if (example) examples.push(example);
      asked = [];
    }
  }
  const [first] = examples;
  if (!first) return undefined;
  const open = turn(asked, undefined);
  const all = open ? [...examples, open] : examples;
  return { format: 'chat', start: first.start, end: all.at(-1)?.end ?? first.end, examples: all };
}

/** Undefined where there is no question, or where a part is not written here. */
function turn(asked: readonly Message[], answer: Message | undefined): Example | undefined {
  const [first] = asked;
  const all = answer ? [...asked, answer] : asked;
  const last = all.at(-1);
  if (!first || !last || all.some(({ text }) => text === undefined)) return undefined;
  const input = trimText(asked.map(({ text }) => text ?? '').join('\n'));
  const output = trimText(answer?.text ?? '');
  if (input === '' || (answer && output === '')) return undefined;
  return { input, output, start: first.start, end: last.end };
}
