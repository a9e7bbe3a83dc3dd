/** Numbers in rows and columns. Indices are not checked: loops over them are bounded by the sizes. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
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

  /** A view of one row: changes show in the matrix. */
  row(row: number): Float64Array {
    return this.values.subarray(row * this.columns, (row + 1) * this.columns);
  }

  /** A copy of one column. */
  column(column: number): Float64Array {
    return Float64Array.from({ length: this.rows }, (_, row) => this.get(row, column));
  }

  /** A matrix of the same size, element by element. */
  map(elementOf: (value: number, column: number) => number): Matrix {
    const { rows, columns, values } = this;
    return new Matrix(
      rows,
      columns,
      values.map((value, index) => elementOf(value, index % columns)),
    );
  }
}
