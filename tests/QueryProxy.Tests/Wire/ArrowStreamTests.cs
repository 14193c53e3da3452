using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.QueryProxy.Tests.Wire;

/// <summary>Batches of rows from the engine to Arrow's stream, where the engine leaves something out or Arrow has no such value.</summary>
[Trait("Category", "Quick")]
public sealed class ArrowStreamTests : IDisposable
{
    private readonly Sandbox _sandbox = new(new SandboxLimits(Threads: 1, MemoryMiB: 256));

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("CAST([] AS VARCHAR[])", 0)]
    [InlineData("CAST(NULL AS VARCHAR[])", 5000)]
    [InlineData("CAST([] AS BLOB[])", 0)]
    [InlineData("CAST([] AS INTEGER[])", 0)]
    [InlineData("CAST([] AS STRUCT(a VARCHAR, b VARCHAR[])[])", 0)]
    [InlineData("CAST([[]] AS VARCHAR[][])", 0)]
    [InlineData("CAST([] AS VARCHAR[][])", 0)]
    [InlineData("CAST(MAP {} AS MAP(VARCHAR, BIGINT))", 0)]
    [InlineData("CAST(NULL AS STRUCT(a VARCHAR, b VARCHAR[]))", 5000)]
    [InlineData("CAST(NULL AS VARCHAR[2])", 5000)]
    [InlineData("CAST(NULL AS VARCHAR)", 5000)]
    [InlineData("[NULL]", 0)]
    [InlineData("''", 0)]
    public void Column_without_a_value_beneath_it_is_read(string expression, int nulls)
    {
        var batches = Run($"SELECT {expression} AS x, range AS n FROM range(5000)");

        Assert.Equal((5000, nulls), (batches.Sum(batch => batch.Length), batches.Sum(batch => batch.Column(0).NullCount)));
        Assert.Equal(Enumerable.Range(0, 5000).Select(n => (long?)n), batches.SelectMany(batch => ((Int64Array)batch.Column(1)).ToArray()));
    }

    [Fact]
    public void Values_of_lists_are_those_of_their_rows_in_each_batch()
    {
        var batches = Run("SELECT CASE range % 3 WHEN 0 THEN [] WHEN 1 THEN ['a' || range, NULL] END AS x FROM range(5000)");

        var row = 0;
        foreach (var lists in batches.Select(batch => (ListArray)batch.Column(0)))
        {
            for (var i = 0; i < lists.Length; i++, row++)
            {
                var texts = (StringArray?)lists.GetSlicedValues(i);
                string?[]? expected = (row % 3) switch
                {
                    0 => [],
                    1 => [$"a{row}", null],
                    _ => null,
                };
                Assert.Equal(expected, texts is null ? null : Enumerable.Range(0, texts.Length).Select(at => texts.GetString(at)));
            }
        }

        Assert.Equal(5000, row);
    }

    [Theory]
    [InlineData("CAST('infinity' AS DATE)")]
    [InlineData("CAST('-infinity' AS TIMESTAMP)")]
    [InlineData("CAST('infinity' AS TIMESTAMPTZ)")]
    [InlineData("[CAST('infinity' AS DATE)]")]
    [InlineData("{'a': MAP {1: CAST('-infinity' AS TIMESTAMPTZ)}}")]
    public void Infinite_date_is_an_error_and_says_what_to_do(string expression)
    {
        var failure = Assert.Throws<WorkerFailureException>(() => Run($"SELECT CASE WHEN range = 3000 THEN {expression} END AS x FROM range(5000)"));

        Assert.Equal(TemporalText.InfiniteTime, failure);
    }

    [Theory]
    [InlineData(-int.MaxValue, true)]
    [InlineData(20_000, false)]
    public void Null_with_the_mark_of_an_infinite_date_hides_none(int last, bool isRefused)
    {
        var column = new ArrayData(Date32Type.Default, length: 3, nullCount: 2, offset: 0, [new ArrowBuffer(new byte[] { 0b100 }), new ArrowBuffer.Builder<int>().AppendRange([int.MaxValue, int.MaxValue, last]).Build()]);

        var failure = Record.Exception(() => ArrowStream.RequireFinite(column));

        Assert.Equal<Exception?>(isRefused ? TemporalText.InfiniteTime : null, failure);
    }

    private List<RecordBatch> Run(string sql)
    {
        using var result = _sandbox.Connection.Query(sql);
        using var writer = new ArrowStream(result, [.. result.Columns.Select(column => column.Name)]);
        var stream = new ByteBuffer(16);
        writer.Header(stream);
        while (result.NextChunk() is { } chunk)
        {
            writer.Rows(stream, chunk, 0, isFirst: false, enough: 0);
        }

        stream.Write(ArrowStream.End.Span);
        using var reader = new ArrowStreamReader(stream.Written.ToArray());
        var batches = new List<RecordBatch>();
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            batches.Add(batch);
        }

        return batches;
    }
}
