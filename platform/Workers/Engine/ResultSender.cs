using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Sql.Dialect.Clauses;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Writes a result's columns and rows and sends them.</summary>
internal sealed class ResultSender(ExecuteRequest request, Stream output)
{
    // The request has those of the statement. The columns of a query about it are others.
    private IReadOnlyDictionary<int, string> Shapes { get; } = request.Use == StatementUse.Run ? request.ColumnShapes : ReadOnlyDictionary<int, string>.Empty;

    public void Send(DuckDbResult result)
    {
        var columns = Named(result.Columns);
        SendColumns(columns);
        var frames = new RowFrames(request, output);
        using var arrow = request.Format == RowFormat.Arrow ? new ArrowStream(result, DistinctNames.Of(columns)) : null;
        ChunkWriter writer = arrow is not null ? arrow : RowWriter.For(request.Format, columns, request.ParametricDateTime, Shapes);
        writer.Header(frames.Buffer);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount;)
            {
                var next = writer.Rows(frames.Buffer, chunk, row, isFirst: frames.BatchRows == 0, frames.Enough);
                frames.Add(next - row);
                frames.FlushIfEnough();
                row = next;
            }
        }

        frames.Flush();
    }

    /// <summary>Sends the columns, as Trino's clients see them.</summary>
    /// <exception cref="WorkerFailureException">Values of a type cannot be sent.</exception>
    public void SendColumns(IReadOnlyList<DuckDbColumn> columns)
    {
        FrameStream.Write(output, FrameKind.Columns, JsonSerializer.SerializeToUtf8Bytes(
            TrinoTypes.Columns(columns, request.ParametricDateTime, request.Use == StatementUse.Run ? request.ZonedColumns : null, Shapes), WorkerJson.Default.IReadOnlyListResultColumn));
        // The first row may take long.
        output.Flush();
    }

    /// <summary>The columns under the names that the statement gives them.</summary>
    public IReadOnlyList<DuckDbColumn> Named(IReadOnlyList<DuckDbColumn> columns) => request.Use != StatementUse.Run ? columns : [.. columns.Select((column, at) =>
        (request.ColumnNames.GetValueOrDefault(at) ?? request.ColumnNames.GetValueOrDefault(at - columns.Count) ?? column.Name) is var name && name.StartsWith(SelectClauses.Unnamed, StringComparison.Ordinal)
            ? column with { Name = string.Create(CultureInfo.InvariantCulture, $"_col{at}") }
            : column with { Name = name })];
}
