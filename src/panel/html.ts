/**
 * The digest of an empty inline style. The component library's browser check adds one `<style>` without text to see whether `:focus-visible` works;
 * allowing exactly that keeps every other inline style forbidden. (It is the SHA-256 of no bytes.)
 */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The id of the element that carries the translations. */
export const textsId = 'l10n';

/** Translations by their English texts, as `vscode.l10n.bundle` has them. */
export type Texts = Readonly<Record<string, string>>;

export interface PageParts {
  /** What the webview names its own origin in a policy. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Base64, from a cryptographic source, new for every page. */
  readonly nonce: string;
  /** Of the texts, BCP 47. */
  readonly language: string;
  /** Undefined where the texts stay as they are, in English. */
  readonly texts: Texts | undefined;
}

/** The page of a webview. Everything shown is built by the script from what the host sends, with the texts that the page carries. */
export function page({ cspSource, script, style, nonce, language, texts }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} ${emptyStyle}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}" dir="${direction(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MEND</title>
    <link rel="stylesheet" href="${style}">
  </head>
  <body>
    <main id="panel"></main>
    ${texts ? dataBlock(texts) : ''}
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}

/** Data is never run, so the policy has nothing against it. Without `<` nothing in it can end the element, or begin a comment. */
function dataBlock(texts: Texts): string {
  const json = JSON.stringify(texts).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${textsId}">${json}</script>`;
}

function direction(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)(-|$)/i.test(language) ? 'rtl' : 'ltr';
}
