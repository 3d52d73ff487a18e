import type { Candidate } from './candidate';
import { splitLines, trimmedEnd } from './lines';
import { type Role, roleOf } from './roleNames';
import { turnsCandidate } from './structured/chat';
import type { Message } from './structured/messages';

/** A line that names who speaks below it: `user:`, `# Assistant:`, `system[name="x"]:` of Prompty, `{{role "model"}}` of Dotprompt. */
const MARKER =
  /^[ \t]*(?:#+[ \t]*)?(?:([a-z_]{2,20})(?:\[[^\]\n]*\])?[ \t]*:[ \t]*$|\{\{[ \t]*role[ \t]+["']([a-z]+)["'][ \t]*\}\}(.*)$)/i;

/** What is filled in when the prompt is used: not a text that anything could be learnt from. */
const PLACEHOLDER = /^\s*\{\{[^{}]*\}\}\s*$/;

/** The turns of a prompt whose lines say who speaks, as examples. Undefined if nobody answers. */
export function findRoles(text: string): Candidate | undefined {
  return turnsCandidate(splitRoles(text));
}

function splitRoles(text: string): readonly Message[] {
  const messages: Message[] = [];
  let open: { role: Role; start: number; from: number } | undefined;
  const close = (to: number): void => {
    if (!open) return;
    const content = text.slice(open.from, to);
    const { role, start } = open;
    const end = trimmedEnd(text, open.from, to);
    messages.push({ role, text: PLACEHOLDER.test(content) ? undefined : content, start, end });
  };
  for (const line of splitLines(text)) {
    const [, plain, dotprompt, rest] = MARKER.exec(line.text) ?? [];
    const role = roleOf(plain ?? dotprompt ?? '');
    if (!role) continue;
    close(line.start);
    open = { role, start: line.start, from: line.end - (rest?.length ?? 0) };
  }
  close(text.length);
  return messages;
}
