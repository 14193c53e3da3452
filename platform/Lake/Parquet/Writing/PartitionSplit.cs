using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>Finds what partitions rows are of, and numbers them.</summary>
internal sealed class PartitionSplit
{
    /// <summary>Name of the column of numbers.</summary>
    public const string NumberColumn = "#partition";

    private const string RowColumn = "\"#row\"";
    private const string Partitions = "\"#partitions\"";

    // So many values of a bucket's column are in memory at a time.
    private const int ValuesAtOnce = 1 << 18;

    private PartitionSplit(IReadOnlyList<PartitionTuple> tuples, string numbered)
    {
        Tuples = tuples;
        Numbered = numbered;
    }

    /// <summary>The partitions that the rows are of, by their numbers; none where there are no rows.</summary>
    public IReadOnlyList<PartitionTuple> Tuples { get; }

    /// <summary>A SELECT of the rows with the number of each one's partition, partition after partition and in their order within it, as long as the session's temporary tables last.</summary>
    public string Numbered { get; }

    /// <summary>Divides the rows of a SELECT, which is run twice and must give the same rows.</summary>
    /// <param name="session">A session of the engine, in UTC; it gets temporary tables.</param>
    /// <param name="rows">The SELECT of the table's columns.</param>
    /// <param name="schema">The table's schema.</param>
    /// <param name="spec">The partition spec.</param>
    /// <param name="most">The most partitions that the caller divides rows into; where they are of more, <see cref="Tuples"/> has one more and no others.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static PartitionSplit Of(DuckDbConnection session, string rows, TableSchema schema, PartitionSpec spec, int most, CancellationToken cancellationToken)
    {
        var columns = spec.Fields.Select(field => PartitionColumn.Make(field, schema)).ToList();
        var joins = columns.Select((column, at) => column.HashedSource is { } source ? Hashed(session, rows, source, schema, spec.Fields[at], at, cancellationToken) : "").ToList();
        var values = columns.Select((column, at) => $"{(column.HashedSource is null ? column.Sql : $"h{at}.\"#bucket\"")} AS \"#p{at}\"");
        var names = Enumerable.Range(0, columns.Count).Select(static at => $"\"#p{at}\"").ToList();
        var with = $"SELECT r.*, {string.Join(", ", values)} FROM (SELECT *, row_number() OVER () AS {RowColumn} FROM ({rows})) AS r{string.Concat(joins)}";
        session.Execute($"CREATE OR REPLACE TEMP TABLE {Partitions} AS SELECT row_number() OVER () - 1 AS \"{NumberColumn}\", * FROM (SELECT DISTINCT {string.Join(", ", names)} FROM ({with}))", cancellationToken);

        var tuples = session.Rows(
            $"SELECT {string.Join(", ", names)} FROM {Partitions} ORDER BY \"{NumberColumn}\" LIMIT {most + 1L}",
            (chunk, row) => new PartitionTuple(spec.SpecId, [.. columns.Select((column, at) => column.Of(EngineValue.Read(chunk[at], row)))]),
            cancellationToken);
        var same = string.Join(" AND ", names.Select(name => $"w.{name} IS NOT DISTINCT FROM p.{name}"));
        return new PartitionSplit(tuples, $"SELECT w.* EXCLUDE ({string.Join(", ", names)}, {RowColumn}), p.\"{NumberColumn}\" FROM ({with}) AS w JOIN {Partitions} AS p ON {same} ORDER BY p.\"{NumberColumn}\", w.{RowColumn}");
    }

    // The engine has no Murmur3: each value's bucket is put alongside it.
    private static string Hashed(DuckDbConnection session, string rows, string source, TableSchema schema, PartitionField field, int at, CancellationToken cancellationToken)
    {
        var type = schema.FindField(field.SourceId)!.Type;
        session.Execute($"CREATE OR REPLACE TEMP TABLE \"#values\" AS SELECT DISTINCT {source} AS \"#value\" FROM ({rows})", cancellationToken);
        session.Execute("CREATE OR REPLACE TEMP TABLE \"#buckets\"(\"#bucket\" INTEGER)", cancellationToken);
        var count = session.Scalar<long>("SELECT count(*) FROM \"#values\"", cancellationToken);
        for (var from = 0L; from < count; from += ValuesAtOnce)
        {
            var buckets = session.Rows(
                $"SELECT \"#value\" FROM \"#values\" WHERE rowid >= {from} AND rowid < {from + ValuesAtOnce} ORDER BY rowid",
                (chunk, row) => field.Transform.Apply(type, EngineValue.Read(chunk[0], row)),
                cancellationToken);
            using var appender = session.Appender(null, "#buckets");
            foreach (var bucket in buckets)
            {
                appender.Append(bucket);
                appender.EndRow();
            }

            appender.Flush();
        }

        session.Execute($"CREATE OR REPLACE TEMP TABLE \"#hashed{at}\" AS SELECT * FROM \"#values\" POSITIONAL JOIN \"#buckets\"", cancellationToken);
        return $" JOIN \"#hashed{at}\" AS h{at} ON h{at}.\"#value\" IS NOT DISTINCT FROM {source}";
    }
}
