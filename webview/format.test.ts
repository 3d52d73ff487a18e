import { describe, expect, it } from 'vitest';
import { duration, fidelityWords, fileSize, foretellingWords, percent, times, tokens, value } from './format';

describe('numbers as words', () => {
  it('does not round a probability to certainty', () => {
    expect([0, 0.001, 0.5, 0.996, 1].map(percent)).toEqual(['0%', '<1%', '50%', '>99%', '100%']);
  });

  it('shows durations, sizes, ratios and values with the digits that matter', () => {
    expect([0.43, 9.96, 12.4, 1500].map(duration)).toEqual(['0.4 ms', '10.0 ms', '12 ms', '1.5 s']);
    expect([12, 33_000, 5_000_000].map(fileSize)).toEqual(['12\u00a0B', '32.2\u00a0KB', '4.8\u00a0MB']);
    expect([times(612, 32), times(24, 10), times(10, 5)]).toEqual(['19×', '2.4×', '2×']);
    expect([-0.4567, 12.345, 1234].map(value)).toEqual(['−0.46', '12.3', '1234']);
    expect([tokens(1), tokens(0)]).toEqual(['1 token', '0 tokens']);
  });

  it('judges the fidelity', () => {
    expect(fidelityWords({ kl: 0.01, top1Agreement: 1 })).toBe(
      'The vectors answer almost exactly like the full demonstrations: both put the same token first, KL 0.010 nats.',
    );
    expect(fidelityWords({ kl: 0.1, top1Agreement: 1 })).toContain('much like');
    expect(fidelityWords({ kl: 0.5, top1Agreement: 1 })).toContain('somewhat unlike');
    expect(fidelityWords({ kl: 3, top1Agreement: 0 })).toMatch(/very unlike .* different tokens first/);
  });

  it('says what a divergence has been worth', () => {
    expect(foretellingWords({ tasks: 35, kl: -0.12 })).toMatch(/35 tasks .* did not foretell .*−0.12/);
    expect(foretellingWords({ tasks: 9, kl: 0.4 })).toContain('a little');
    expect(foretellingWords({ tasks: 9, kl: 0.7 })).toContain('went with more accuracy lost');
  });
});
