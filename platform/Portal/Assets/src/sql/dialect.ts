import { SQLDialect } from '@codemirror/lang-sql';

/** The dialect of the query proxy: the engine's (DuckDB), of which queries alone are run. */
export const meshSql = SQLDialect.define({
  keywords:
    'all and anti any array as asc asof at between by case cast catalogs collate columns cross cube current day desc describe distinct else end escape except exclude exists extract ' +
    'false fetch filter first following for from full functions group grouping groups having hour ilike in inner intersect interval is join lambda last lateral left like limit ' +
    'materialized minute month natural not null nulls of offset on only or order ordinality outer over partition percent pivot positional preceding qualify range recursive replace ' +
    'respect right rollup row rows schemas second select semi sets show similar some struct system table tables tablesample then ties time timestamp to trailing true unbounded union ' +
    'unpivot using values version when where window with within without year zone',
  types:
    'bigint binary bit blob boolean char date decimal double float hugeint integer interval json map numeric real smallint string text time timestamp timestamptz tinyint ubigint uinteger ' +
    'usmallint utinyint uuid varbinary varchar',
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?',
  specialVar: '',
  identifierQuotes: '"',
});
