/** Eigenvalues, largest first, and the unit vectors that belong to them. */
export interface Eigenpairs {
  readonly values: readonly number[];
  /** `vectors[k]` belongs to `values[k]`. */
  readonly vectors: readonly Float64Array[];
}

/** A symmetric matrix as rows. */
export type Symmetric = readonly Float64Array[];

/** Rotations stop when what is left off the diagonal is this small beside the matrix. */
const NEGLIGIBLE = 1e-14;

/** More sweeps than matrices of a picture ever took. */
const MOST_SWEEPS = 60;

/** Columns of the block beyond those asked for: the more, the faster it converges where eigenvalues lie close together. */
const SPARE = 4;

/** Rounds of the block iteration at most, and how little the eigenvalues asked for change in the last. */
const MOST_ROUNDS = 300;
const SETTLED = 1e-11;

/**
 * All eigenpairs of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, section 8.5): each rotation
 * clears one entry off the diagonal.
 */
export function jacobi(matrix: Symmetric): Eigenpairs {
  const a = matrix.map((row) => Float64Array.from(row));
  const size = a.length;
  const vectors = a.map((_, index) => Float64Array.from({ length: size }, (_, at) => (at === index ? 1 : 0)));
  const total = Math.hypot(...a.map((row) => Math.hypot(...row)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        off = Math.hypot(off, at(a, p, q));
        rotate(a, vectors, p, q);
      }
    }
    if (off <= NEGLIGIBLE * total) break;
  }
  const order = a.map((_, index) => index).sort((one, other) => at(a, other, other) - at(a, one, one));
  return {
    values: order.map((index) => at(a, index, index)),
    vectors: order.map((index) => vectors[index] ?? new Float64Array(size)),
  };
}

/**
 * The `wanted` largest eigenpairs of a symmetric positive semidefinite matrix, by block iteration with a Rayleigh-Ritz step (Golub and Van Loan,
 * section 8.2): exact to rounding where the eigenvalues are apart from those beyond the block. Equal matrices give equal results.
 */
export function largestEigenpairs(matrix: Symmetric, wanted: number): Eigenpairs {
  const size = matrix.length;
  const columns = Math.min(size, wanted + SPARE);
  let block = orthonormal(Array.from({ length: columns }, (_, column) => startColumn(size, column)));
  let values: readonly number[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const products = block.map((column) => times(matrix, column));
    const ritz = jacobi(block.map((one) => Float64Array.from(products, (product) => inner(one, product))));
    const before = values;
    values = ritz.values;
    const turned = ritz.vectors.map((weights) => combine(block, weights));
    const settled = values
      .slice(0, wanted)
      .every((value, index) => Math.abs(value - (before[index] ?? Infinity)) <= SETTLED * (values[0] ?? 0));
    block = turned;
    if (settled) break;
    block = orthonormal(ritz.vectors.map((weights) => combine(products, weights)));
  }
  return { values: values.slice(0, wanted), vectors: block.slice(0, wanted) };
}

const at = (a: Symmetric, row: number, column: number): number => a[row]?.[column] ?? 0;

/** One Jacobi rotation of rows and columns `p` and `q`, which makes their common entry zero. */
function rotate(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const entry = at(a, p, q);
  if (entry === 0) return;
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * entry);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(1, theta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (const row of a) turn(row, row, p, q, cosine, sine);
  const [rowP, rowQ] = [a[p], a[q]];
  const [vectorP, vectorQ] = [vectors[p], vectors[q]];
  if (!rowP || !rowQ || !vectorP || !vectorQ) return;
  for (let k = 0; k < rowP.length; k++) {
    turn(rowP, rowQ, k, k, cosine, sine);
    turn(vectorP, vectorQ, k, k, cosine, sine);
  }
}

/** Turns the pair (`one[i]`, `other[j]`). */
function turn(one: Float64Array, other: Float64Array, i: number, j: number, cos: number, sin: number): void {
  const x = one[i] ?? 0;
  const y = other[j] ?? 0;
  one[i] = cos * x - sin * y;
  other[j] = sin * x + cos * y;
}

/** Columns that are no combination of each other, and that no plain matrix is orthogonal to. */
function startColumn(size: number, column: number): Float64Array {
  return Float64Array.from({ length: size }, (_, row) => Math.sin((row + 1) * (column + 1) * 1.618 + column));
}

/** Gram-Schmidt, twice, since once leaves what rounding took. A column that is nothing beside the others becomes zero. */
function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const column of columns) {
    const length = Math.sqrt(inner(column, column));
    const rest = Float64Array.from(column);
    for (const one of [...done, ...done]) add(rest, one, -inner(rest, one));
    const left = Math.sqrt(inner(rest, rest));
    const scale = left > NEGLIGIBLE * length ? 1 / left : 0;
    done.push(rest.map((value) => value * scale));
  }
  return done;
}

function times(matrix: Symmetric, vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => inner(row, vector));
}

function combine(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((column, index) => add(sum, column, weights[index] ?? 0));
  return sum;
}

function add(sum: Float64Array, column: Float64Array, weight: number): void {
  for (let index = 0; index < sum.length; index++)
    sum[index] = (sum[index] ?? 0) + weight * (column[index] ?? 0);
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
