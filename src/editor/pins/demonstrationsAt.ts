interface Range {
  readonly start: number;
  readonly end: number;
}

/** Indices of the ranges that a selection touches; of a cursor between two that meet, the first. */
export function demonstrationsAt(ranges: readonly Range[], selection: Range): readonly number[] {
  const isCursor = selection.start === selection.end;
  const touched = [...ranges.keys()].filter((index) => {
    const range = ranges[index];
    if (!range) return false;
    return isCursor
      ? range.start <= selection.start && selection.start <= range.end
      : range.start < selection.end && selection.start < range.end;
  });
  return isCursor ? touched.slice(0, 1) : touched;
}
