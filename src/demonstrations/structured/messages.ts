import { type Role, roleOf } from '../roleNames';
import type { TextRange } from '../types';
import { entryOf, type ListNode, type MapNode, stringOf, type TreeNode } from '../tree/tree';

export interface Message extends TextRange {
  readonly role: Role;
  /** Undefined where it is not written here, such as a variable. */
  readonly text: string | undefined;
}

/** What the role of a message goes by: OpenAI, Anthropic and Google write `role`, ShareGPT `from`, LangChain `type`. */
const ROLE_KEYS = ['role', 'from', 'type'];
const TEXT_KEYS = ['content', 'value', 'text', 'parts'];

/** The messages of a chat, in any of the shapes the APIs and libraries have; undefined if an item is no message. */
export function messagesOf(list: ListNode): readonly Message[] | undefined {
  const messages: Message[] = [];
  for (const item of list.items) {
    const message = messageOf(item);
    // A placeholder for messages that are only known when the program runs.
    if (!message && item.type === 'unknown') continue;
    if (!message) return undefined;
    messages.push(message);
  }
  return messages;
}

function messageOf(item: TreeNode): Message | undefined {
  if (item.type === 'list') return pairMessage(item);
  if (item.type !== 'map') return undefined;
  const role = mapRole(item);
  if (!role) return undefined;
  const content = TEXT_KEYS.map((key) => entryOf(item, key)).find((value) => value !== undefined);
  return { role, text: content && contentText(content), start: item.start, end: item.end };
}

function mapRole(map: MapNode): Role | undefined {
  const names = ROLE_KEYS.flatMap((key) => stringOf(map, key) ?? []);
  const role = names.map(roleOf).find((found) => found !== undefined);
  const name = stringOf(map, 'name');
  return role === 'system' && name?.startsWith('example') ? roleOf(name) : role;
}

/** `("human", "…")`, as LangChain takes it. */
function pairMessage({ items, start, end }: ListNode): Message | undefined {
  const [name, content] = items;
  if (items.length !== 2 || name?.type !== 'scalar' || !content) return undefined;
  const role = roleOf(name.text);
  return role && { role, text: contentText(content), start, end };
}

/** Text, or parts of which those count that are text. */
function contentText(content: TreeNode): string | undefined {
  if (content.type === 'scalar') return content.isString ? content.text : undefined;
  if (content.type !== 'list') return undefined;
  const texts = content.items.flatMap((part) => {
    if (part.type === 'map') return stringOf(part, 'text') ?? [];
    return part.type === 'scalar' && part.isString ? part.text : [];
  });
  return texts.length > 0 ? texts.join('\n') : undefined;
}
