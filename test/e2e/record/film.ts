import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Milliseconds between two frames of something that moves. */
const STEP = 60;
const STEPS_OF_A_MOVE = 8;

/** One picture of a film and how long it stands, in milliseconds. */
interface Frame {
  readonly file: string;
  readonly milliseconds: number;
}

/**
 * A film of the workbench: pictures with the time that each stands, which need not be the time that it took. A pointer and a caption are drawn
 * over the page, since a headless browser shows neither.
 */
export class Film {
  readonly #frames: Frame[] = [];
  #pointer = { x: 600, y: 300 };

  constructor(
    private readonly page: Page,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Takes a picture of how it is. */
  async hold(milliseconds: number): Promise<void> {
    const file = `${String(this.#frames.length).padStart(3, '0')}.png`;
    await this.page.screenshot({ path: path.join(this.folder, file) });
    this.#frames.push({ file, milliseconds });
  }

  /** Says what is to be seen next. */
  async caption(text: string): Promise<void> {
    await this.page.evaluate((words) => {
      const known = document.getElementById('film-caption');
      const box = known ?? document.body.appendChild(document.createElement('div'));
      box.id = 'film-caption';
      box.textContent = words;
      Object.assign(box.style, {
        ...{ position: 'fixed', bottom: '34px', right: '24px', zIndex: '100000', pointerEvents: 'none' },
        ...{ background: '#0078d4', color: '#fff', font: '600 19px sans-serif' },
        ...{ padding: '9px 16px', borderRadius: '6px' },
      });
    }, text);
  }

  /** Moves the pointer onto something, in a few frames. */
  async moveTo(target: Locator): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error('What the pointer should move to is not visible.');
    const from = this.#pointer;
    const to = { x: box.x + Math.min(box.width / 2, 60), y: box.y + box.height / 2 };
    for (let step = 1; step <= STEPS_OF_A_MOVE; step += 1) {
      const part = step / STEPS_OF_A_MOVE;
      const [x, y] = [from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part];
      await this.#drawPointer(x, y);
      await this.hold(STEP);
    }
    this.#pointer = to;
  }

  async click(target: Locator): Promise<void> {
    await this.moveTo(target);
    await target.click();
  }

  /** Types a text, a frame for each letter. */
  async type(text: string): Promise<void> {
    for (const letter of text) {
      await this.page.keyboard.type(letter);
      await this.hold(2 * STEP);
    }
  }

  /** Writes down which picture stands how long, for whoever makes a file of them. */
  finish(): void {
    writeFileSync(path.join(this.folder, 'frames.json'), JSON.stringify(this.#frames));
  }

  async #drawPointer(x: number, y: number): Promise<void> {
    await this.page.evaluate(
      ([left, top]) => {
        const space = 'http://www.w3.org/2000/svg';
        let pointer = document.getElementById('film-pointer');
        if (!pointer) {
          pointer = document.body.appendChild(document.createElement('div'));
          pointer.id = 'film-pointer';
          const picture = pointer.appendChild(document.createElementNS(space, 'svg'));
          picture.setAttribute('width', '24');
          picture.setAttribute('height', '24');
          const arrow = picture.appendChild(document.createElementNS(space, 'path'));
          arrow.setAttribute('d', 'M2 2 L2 19 L6.5 14.8 L9.5 21.5 L12.5 20.2 L9.6 13.6 L16 13.4 Z');
          arrow.setAttribute('fill', '#fff');
          arrow.setAttribute('stroke', '#000');
          Object.assign(pointer.style, { position: 'fixed', zIndex: '100001', pointerEvents: 'none' });
        }
        Object.assign(pointer.style, { left: `${left}px`, top: `${top}px` });
      },
      [x, y] as const,
    );
  }
}
