using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.DuckDb;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Lake.Reading;

/// <summary>Runs SQL over the files of <see cref="TableRows"/> and hands out its rows in canonical JSON.</summary>
public sealed class SnapshotReader : IDisposable
{
    // A page deep in a table sorts all rows before it.
    private readonly SpillingEngine _engine;

    /// <summary>Opens the reader.</summary>
    /// <param name="hashKey">The key of hash masks in the SQL; without one such SQL does not run.</param>
    public SnapshotReader(PseudonymKey? hashKey = null) => _engine = new SpillingEngine(
        memoryLimitMiB: 256,
        prepare: hashKey is null ? null : session => session.RegisterFunction(HashMask.Function, alias: null, hashKey.Hash));

    /// <summary>Writes all rows, a JSON object a line, a chunk of the engine at a time.</summary>
    /// <param name="sql">The SQL.</param>
    /// <param name="output">Where to.</param>
    /// <param name="onWritten">Called after each chunk with the rows that are written so far.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether all rows are written; false when the reader of the output has gone.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or a file cannot be read.</exception>
    public async Task<bool> WriteJsonLinesAsync(string sql, PipeWriter output, Action<long> onWritten, CancellationToken cancellationToken)
    {
        var written = 0L;
        using var connection = _engine.Connect();
        using var rows = connection.Query(sql, cancellationToken);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = MeshJson.Options.Encoder });
        while (rows.NextChunk(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                RowJson.WriteRow(json, rows.Columns, chunk, row);
                json.Flush();
                json.Reset();
                output.Write("\n"u8);
            }

            var flushed = await output.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                return false;
            }

            written += chunk.RowCount;
            onWritten(written);
        }

        return true;
    }

    /// <summary>All rows in canonical JSON, as the engine yields them.</summary>
    /// <exception cref="DuckDbException">The SQL cannot be run, or a file cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(string sql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        await foreach (var row in RowJson.ReadAsync(connection, sql, cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>All rows at once; for a page.</summary>
    /// <exception cref="DuckDbException">The SQL cannot be run, or a file cannot be read.</exception>
    public Task<IReadOnlyList<JsonElement>> RowsAsync(string sql, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var connection = _engine.Connect();
            return RowJson.ReadAll(connection, sql, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
