using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.QueryProxy.Dialect;
using MeshStarter.QueryProxy.Wire;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Engine;

/// <summary>Writes a result's rows and sends them in batches: the first small, so that a reader sees something soon.</summary>
internal sealed class ResultSender(ExecuteRequest request, Stream output)
{
    private const int PrefixBytes = FrameStream.HeaderBytes + sizeof(int);
    private const int FirstBatchBytes = 64 * 1024;
    private const int BatchBytes = 1024 * 1024;

    private readonly ByteBuffer _buffer = new(FirstBatchBytes + (FirstBatchBytes / 2));
    private int _batchRows;
    private long _rows;
    private long _bytes;
    private int _target = FirstBatchBytes;

    public ExecutionTotals Send(DuckDbResult result)
    {
        var columns = request.Use == StatementUse.Run ? Named(result.Columns) : result.Columns;
        FrameStream.Write(output, FrameKind.Columns, JsonSerializer.SerializeToUtf8Bytes(
            TrinoTypes.Columns(columns, request.ParametricDateTime, request.ZonedColumns), WorkerJson.Default.IReadOnlyListResultColumn));
        var writer = RowWriter.For(request.Format, columns, request.ParametricDateTime);
        Begin();
        writer.Header(_buffer);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                if (_rows + _batchRows >= request.MaxRows)
                {
                    throw new WorkerFailureException(WorkerErrors.RowLimit, "");
                }

                writer.Row(_buffer, chunk, row, first: _batchRows == 0);
                _batchRows++;
                if (_buffer.Length >= _target)
                {
                    Flush();
                }
            }
        }

        Flush();
        return new ExecutionTotals(_rows, _bytes);
    }

    private IReadOnlyList<DuckDbColumn> Named(IReadOnlyList<DuckDbColumn> columns) => [.. columns.Select((column, at) =>
        (request.ColumnNames.GetValueOrDefault(at) ?? request.ColumnNames.GetValueOrDefault(at - columns.Count) ?? column.Name) is var name && name.StartsWith(DialectRewriter.Unnamed, StringComparison.Ordinal)
            ? column with { Name = string.Create(CultureInfo.InvariantCulture, $"_col{at}") }
            : column with { Name = name })];

    private void Begin()
    {
        _buffer.Clear();
        _buffer.Advance(PrefixBytes);
        _batchRows = 0;
    }

    private void Flush()
    {
        var content = _buffer.Length - PrefixBytes;
        if (content == 0)
        {
            return;
        }

        _bytes += content;
        _rows += _batchRows;
        if (_bytes > request.MaxResultBytes)
        {
            throw new WorkerFailureException(WorkerErrors.ByteLimit, "");
        }

        var frame = _buffer.Written;
        FrameStream.WriteHeader(frame, FrameKind.Rows, content + sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(frame[FrameStream.HeaderBytes..], _batchRows);
        output.Write(frame);
        output.Flush();
        _target = BatchBytes;
        Begin();
    }
}
