using FsCheck;
using FsCheck.Fluent;
using MeshStarter.TestKit;

namespace MeshStarter.DuckDb.Tests.Appending;

public sealed class AppenderPropertyTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    // The types that an appender takes.
    private static readonly Gen<string> Scalars = Gen.Elements(
    [
        "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(1,0)", "DECIMAL(4,1)", "DECIMAL(9,9)", "DECIMAL(18,2)", "DECIMAL(38,0)", "DECIMAL(38,37)",
        "VARCHAR", "BLOB", "UUID", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ",
    ]);

    [Fact]
    [Trait("Category", "Property")]
    public void Appended_rows_of_any_types_are_read_as_appended() =>
        Prop.ForAll(Tables().ToArbitrary(), RoundTrip).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(15)));

    private void RoundTrip((string[] Types, int Rows, int Seed) table)
    {
        db.Connection.Execute($"CREATE OR REPLACE TABLE t ({string.Join(", ", table.Types.Select((type, i) => $"c{i} {type}"))})");
        using var appender = db.Connection.Appender(null, "t");
        var samples = new SampleValues(table.Seed);
        var rows = Enumerable.Range(0, table.Rows).Select(_ => appender.ColumnTypes.Select(samples.Of).ToArray()).ToList();
        foreach (var row in rows)
        {
            foreach (var value in row)
            {
                appender.Append(value);
            }

            appender.EndRow();
        }

        appender.Flush();
        var read = db.Rows("SELECT * FROM t");
        Assert.Equal(rows.Count, read.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(rows[i], read[i]);
        }
    }

    private static Gen<(string[] Types, int Rows, int Seed)> Tables() =>
        from count in Gen.Choose(1, 5)
        from types in TypeOf(3).ListOf(count)
        from rows in Gen.Elements(0, 1, 7, 2047, 2048, 2049, 4500)
        from seed in Gen.Choose(0, int.MaxValue)
        select (types.ToArray(), rows, seed);

    private static Gen<string> TypeOf(int depth) =>
        depth == 0
            ? Scalars
            : Gen.Frequency(
                (4, Scalars),
                (1, TypeOf(depth - 1).Select(element => $"{element}[]")),
                (1, TypeOf(depth - 1).Select(value => $"MAP(VARCHAR, {value})")),
                (1, TypeOf(depth - 1).Two().Select(pair => $"STRUCT(\"first field\" {pair.Item1}, b {pair.Item2})")));
}
