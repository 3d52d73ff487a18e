/** Gives a canvas the resolution of the screen for its present size, and a context that counts in CSS pixels. */
export function prepare(
  canvas: HTMLCanvasElement,
): { context: CanvasRenderingContext2D; width: number; height: number } | undefined {
  const { width, height } = canvas.getBoundingClientRect();
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return undefined;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  return { context, width, height };
}
