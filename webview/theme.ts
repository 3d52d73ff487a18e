/** Red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** Reads a theme colour, in whatever notation the theme has it. Falls back to the text colour, which every surrounding has. */
export function themeColour(variable: string): Colour {
  const style = getComputedStyle(document.body);
  const text = style.getPropertyValue(variable).trim() || style.color;
  if (!probe) return [128, 128, 128];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = text;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Calls back when the theme changes: VS Code then rewrites classes of the body and variables on the root. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
