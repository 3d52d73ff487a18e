import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';

/** A GIF has 256 colours; one of them says "as before". */
const COLOURS = 255;

/**
 * Makes one GIF of a film's frames: a palette for all of them, and of each frame only the pixels that changed.
 * @param {string} folder with `frames.json`: the files and the milliseconds that each stands
 * @returns {Uint8Array}
 */
export function encodeGif(folder) {
  const require = createRequire(inRoot('scripts/record/tools/package.json'));
  const { GIFEncoder, applyPalette, quantize } = require('gifenc');
  const { PNG } = require('pngjs');
  const frames = JSON.parse(readFileSync(path.join(folder, 'frames.json'), 'utf8'));
  const pictures = frames.map(({ file }) => PNG.sync.read(readFileSync(path.join(folder, file))));
  const palette = quantize(sample(pictures), COLOURS, { format: 'rgb565' });
  const unchanged = palette.length;
  const colours = [...palette, [0, 0, 0]];
  const gif = GIFEncoder();
  let shown;
  for (const [index, { data, width, height }] of pictures.entries()) {
    const pixels = applyPalette(data, palette, 'rgb565');
    const changed = shown ? pixels.map((pixel, at) => (pixel === shown[at] ? unchanged : pixel)) : pixels;
    gif.writeFrame(changed, width, height, {
      ...(index === 0 && { palette: colours }),
      delay: frames[index].milliseconds,
      transparent: index > 0,
      transparentIndex: unchanged,
      dispose: 1,
    });
    shown = pixels;
  }
  gif.finish();
  return gif.bytes();
}

/** Pixels of every picture, few enough to be counted quickly: what is small in one picture is there in others too. */
function sample(pictures) {
  const every = Math.max(1, Math.round(pictures.length / 4));
  const parts = pictures.flatMap(({ data }) => {
    const kept = new Uint8Array(Math.ceil(data.length / 4 / every) * 4);
    for (let from = 0, to = 0; from < data.length; from += 4 * every, to += 4)
      kept.set(data.subarray(from, from + 4), to);
    return [...kept];
  });
  return Uint8Array.from(parts);
}
