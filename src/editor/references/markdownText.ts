/**
 * A text that Markdown shows as it is, in one line. Unlike VS Code's `appendText` it leaves spaces alone, so that long lines wrap.
 */
export function markdownText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}
