/** A dense matrix. Indices are not checked, because loops over it are bounded by its sizes. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Elements in row-major order. */
  readonly values: Float64Array;

  constructor(rows: number, columns: number, values = new Float64Array(rows * columns)) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  get(row: number, column: number): number {
    return this.values[row * this.columns + column] as number;
  }

  set(row: number, column: number, value: number): void {
    this.values[row * this.columns + column] = value;
  }

  /** Returns a view of one row: changing it changes the matrix. */
  row(row: number): Float64Array {
    return this.values.subarray(row * this.columns, (row + 1) * this.columns);
  }

  /** Returns a copy of one column. */
  column(column: number): Float64Array {
    return Float64Array.from({ length: this.rows }, (_, row) => this.get(row, column));
  }

  /** Returns a matrix of the same size with each element transformed. */
  map(elementOf: (value: number, column: number) => number): Matrix {
    const { rows, columns, values } = this;
    return new Matrix(
      rows,
      columns,
      values.map((value, index) => elementOf(value, index % columns)),
    );
  }
}
