/**
 * The digest of an empty inline style. The component library's browser check adds one `<style>` without text to see whether `:focus-visible` works;
 * allowing exactly that keeps every other inline style forbidden. (It is the SHA-256 of no bytes.)
 */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

export interface PageParts {
  /** What the webview names its own origin in a policy. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Base64, from a cryptographic source, new for every page. */
  readonly nonce: string;
  /** BCP 47. */
  readonly language: string;
}

/** The page of the side panel. Everything shown is built by the script from what the host sends. */
export function page({ cspSource, script, style, nonce, language }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} ${emptyStyle}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MEND</title>
    <link rel="stylesheet" href="${style}">
  </head>
  <body>
    <main id="panel"></main>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
