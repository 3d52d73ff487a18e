export type Role = 'user' | 'assistant' | 'system';

const ROLES: Readonly<Record<string, Role>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  bot: 'assistant',
  gpt: 'assistant',
  chatbot: 'assistant',
  system: 'system',
  developer: 'system',
  // What stands between a question and its answer, and belongs to neither.
  tool: 'system',
  function: 'system',
  // How examples are told from the conversation inside system messages.
  example_user: 'user',
  example_assistant: 'assistant',
};

/** Who speaks, by any of the names for it. */
export function roleOf(name: string): Role | undefined {
  const lower = name.toLowerCase().trim();
  return Object.hasOwn(ROLES, lower) ? ROLES[lower] : undefined;
}
