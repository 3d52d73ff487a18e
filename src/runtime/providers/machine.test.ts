import { expect, it } from 'vitest';
import { thisMachine } from './machine';

it('finds the native library that was loaded, and what stands beside it', () => {
  expect(thisMachine.backends()).toContain('cpu');
  expect(thisMachine.hasLibrary('onnxruntime_binding.node')).toBe(true);
  expect(thisMachine.hasLibrary('libnothing.so')).toBe(false);
  expect(thisMachine.loaderError('onnxruntime_binding.node')).toBeUndefined();
});

it('gives the loader’s own words about a library that is missing', () => {
  expect(thisMachine.loaderError('libmend-nothing.so.7')).toContain('libmend-nothing.so.7');
});

it('lists folders, also those that are not there', () => {
  expect(thisMachine.list(__dirname)).toContain('machine.ts');
  expect(thisMachine.list('/no/such/folder')).toEqual([]);
});
