import { describe, expect, it } from 'vitest';
import { StderrTail } from './stderrTail';
import { childEnvironment } from './childEnvironment';

describe('StderrTail', () => {
  it('is empty, then the last line that says something', () => {
    const tail = new StderrTail();
    expect(tail.line).toBe('');
    for (const line of ['first', 'Error: x', '    at y (z:1)', '', 'Node.js v20.1.0', '}']) tail.add(line);
    expect(tail.line).toBe('Error: x');
  });

  it('shortens', () => {
    const tail = new StderrTail();
    tail.add('x'.repeat(5000));
    expect(tail.line).toHaveLength(200);
  });
});

describe('childEnvironment', () => {
  it('copies, and leaves the original alone', () => {
    const base = { A: '1', Node_Options: '--inspect', NODE_OPTIONS_X: '2' };
    expect(childEnvironment(base)).toEqual({
      A: '1',
      NODE_OPTIONS_X: '2',
      ELECTRON_RUN_AS_NODE: '1',
      ORT_DISABLE_TELEMETRY: '1',
    });
    expect(base).toHaveProperty('Node_Options');
  });
});
