import type { Statement as BetterStatement } from 'better-sqlite3';
import type { Connection } from './database.ts';

type Statement = BetterStatement<unknown[]>;

/** Compiled statements of one connection, the least recently used thrown out first. Rows come as arrays. */
export class StatementCache {
  private readonly db: Connection;
  private readonly limit: number;
  private readonly statements = new Map<string, Statement>();

  constructor(db: Connection, limit = 128) {
    this.db = db;
    this.limit = limit;
  }

  get(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement) this.statements.delete(sql);
    else {
      statement = this.db.prepare<unknown[]>(sql);
      if (statement.reader) statement.raw();
      const [oldest] = this.statements.keys();
      if (oldest !== undefined && this.statements.size >= this.limit) this.statements.delete(oldest);
    }
    this.statements.set(sql, statement);
    return statement;
  }
}
