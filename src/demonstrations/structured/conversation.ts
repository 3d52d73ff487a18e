import { trimText } from '../../shared/trimText';
import type { Example } from '../candidate';
import { entryOf, type MapNode } from '../tree/tree';
import { messagesOf } from './messages';

/** What the messages of one record go by: OpenAI's and Anthropic's files for tuning, ShareGPT's, Google's. */
const KEYS = ['messages', 'conversations', 'conversation', 'contents'];

/**
 * A record that holds a whole conversation as one example: its last answer is the output, and what was said before is the input, with the
 * speaker in front of each line where there is more than one question. Undefined if the record holds none.
 */
export function conversationOf(map: MapNode): Example | undefined {
  const list = KEYS.map((key) => entryOf(map, key)).find((value) => value?.type === 'list');
  const messages = list?.type === 'list' ? messagesOf(list) : undefined;
  const spoken = messages?.filter(({ role, text }) => role !== 'system' && text !== undefined);
  const last = spoken?.at(-1);
  if (!spoken || last?.role !== 'assistant') return undefined;
  const before = spoken.slice(0, -1);
  const [only] = before;
  if (!only) return undefined;
  const lines = before.map(({ role, text }) => `${role}: ${trimText(text ?? '')}`);
  const input = before.length === 1 ? trimText(only.text ?? '') : lines.join('\n');
  return { input, output: trimText(last.text ?? ''), start: map.start, end: map.end };
}
