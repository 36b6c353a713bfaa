import { BOOLEAN, DOUBLE, DuckDBInstance, DuckDBScalarFunction, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '../../../../projections/kernel/query.ts';
import type { ArchiveProcessOptions } from './messages.ts';

export type { DuckDBConnection };

/** Texts of values as DuckDB takes them. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * DuckDB in this process: little memory, two threads, no extensions, and no file but those of the archive's folder and
 * the scratch folder.
 */
export class Duck {
  readonly #instance: DuckDBInstance;
  readonly #tests = new Map<number, (value: Value) => boolean>();
  #nextTest = 0;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  static async open({ folder, scratch }: ArchiveProcessOptions): Promise<Duck> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: '384MB',
      threads: '2',
      temp_directory: scratch,
      max_temp_directory_size: '8GB',
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const duck = new Duck(instance);
    const connection = await instance.connect();
    connection.registerScalarFunction(duck.#testFunction());
    await connection.run(`SET allowed_directories = [${literal(folder)}, ${literal(scratch)}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    connection.disconnectSync();
    return duck;
  }

  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Runs it and answers all rows: texts, numbers and nulls. */
  async all(sql: string, values: readonly (string | number)[]): Promise<(string | number | null)[][]> {
    const connection = await this.connect();
    try {
      const result = await connection.runAndReadAll(sql, [...values], typesOf(values));
      return result.getRows() as (string | number | null)[][];
    } finally {
      connection.disconnectSync();
    }
  }

  /** The number under which the next test is to be asked for. */
  get nextTest(): number {
    return this.#nextTest;
  }

  /** Runs work whose statements ask tests, numbered from `nextTest` on. */
  async withTests<Result>(
    tests: readonly ((value: Value) => boolean)[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const first = this.#nextTest;
    this.#nextTest += tests.length;
    for (const [index, test] of tests.entries()) this.#tests.set(first + index, test);
    try {
      return await work();
    } finally {
      for (const index of tests.keys()) this.#tests.delete(first + index);
    }
  }

  #testFunction(): DuckDBScalarFunction {
    return DuckDBScalarFunction.create({
      name: 'muster_test',
      parameterTypes: [INTEGER, VARCHAR],
      returnType: BOOLEAN,
      // A number means another test in another statement.
      volatile: true,
      mainFunction: (_, input, output) => {
        const numbers = input.getColumnValues(0);
        const texts = input.getColumnValues(1);
        for (let row = 0; row < input.rowCount; row++) {
          const test = this.#tests.get(numbers[row] as number);
          output.setItem(row, test?.((texts[row] ?? null) as Value) ?? false);
        }
        output.flush();
      },
    });
  }
}

export function typesOf(values: readonly (string | number)[]) {
  return values.map(value => (typeof value === 'string' ? VARCHAR : DOUBLE));
}
