import { describe, expect, it } from 'vitest';
import { UserError } from '../../shared/errors';
import { RecentLog } from './recentLog';
import { scrub } from './scrub';

function make(): { log: RecentLog; channel: string[] } {
  const channel: string[] = [];
  const write = (message: string): void => void channel.push(message);
  const fake = { debug: write, info: write, warn: write, error: write, show: () => write('shown') };
  return {
    log: new RecentLog(
      fake,
      (line) => scrub(line, '/home/anna'),
      () => 1000,
    ),
    channel,
  };
}

describe('RecentLog', () => {
  it('gives the channel everything, and keeps what may be shared', () => {
    const { log, channel } = make();
    log.info('engine: read /home/anna/secret/a.md');
    log.warn('panel: “secret”');
    expect(channel).toEqual(['engine: read /home/anna/secret/a.md', 'panel: “secret”']);
    expect(log.lines).toEqual(['00:00:01.000 info engine: read …/a.md', '00:00:01.000 warning panel: “…”']);
  });

  it('keeps the last lines alone', () => {
    const { log } = make();
    for (let index = 0; index < 200; index++) log.debug(String(index));
    expect(log.lines).toHaveLength(50);
    expect(log.lines.at(-1)).toBe('00:00:01.000 debug 199');
  });

  it.each(['noDemonstrations', 'badDemonstrations', 'badInput', 'badOptions'] as const)(
    'keeps of a failure of the kind %s its kind alone',
    (code) => {
      const { log, channel } = make();
      log.failure(new UserError(code, 'The header has the columns secret, hidden: name one "input".'));
      expect(channel.join()).toContain('secret');
      expect(log.lines).toEqual([`00:00:01.000 error a sentence about the text (${code})`]);
    },
  );

  it('keeps of other failures the first line and the stack, not what follows the first line', () => {
    const { log } = make();
    const error = new TypeError('cannot read\nsecret text');
    log.failure(error);
    expect(log.lines[0]).toBe('00:00:01.000 error TypeError: cannot read');
    expect(log.lines.length).toBeGreaterThan(1);
    expect(log.lines.join('\n')).not.toContain('secret');
    expect(log.lines.slice(1).every((line) => /^\s+at /.test(line))).toBe(true);
  });
});
