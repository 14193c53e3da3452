using System.Text.Json;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>
/// The body of an answer, which can send something while its next rows are not there. JSON lines have spaces between them. No other format has a byte
/// that means nothing: they send a byte of what is known already, which is the beginning of the format or the end of the last batch, withheld for this.
/// </summary>
/// <param name="body">Takes the bytes.</param>
/// <param name="format">The format.</param>
internal sealed class AnswerBody(Stream body, RowFormat format)
{
    // At a byte in three minutes they last for the longest time that a query may have.
    private const int WithheldBytes = 20;

    private static readonly byte[] Space = " "u8.ToArray();

    private int _sentAhead;
    private ReadOnlyMemory<byte> _withheld;

    /// <summary>Whether a batch was written.</summary>
    public bool HasRows { get; private set; }

    /// <summary>Writes a batch.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        await body.WriteAsync(_withheld, cancellationToken);
        var kept = format == RowFormat.JsonLines ? 0 : Math.Min(WithheldBytes, batch.Length - _sentAhead);
        await body.WriteAsync(batch[_sentAhead..^kept], cancellationToken);
        await body.FlushAsync(cancellationToken);
        // The batch's memory is another's afterwards.
        (_withheld, _sentAhead, HasRows) = (batch[^kept..].ToArray(), 0, true);
    }

    /// <summary>Sends something while there is no batch.</summary>
    /// <param name="columns">The columns of the answer as JSON; null where they are not known yet.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task FillAsync(ReadOnlyMemory<byte>? columns, CancellationToken cancellationToken)
    {
        if (format == RowFormat.JsonLines)
        {
            await SendAsync(Space, cancellationToken);
        }
        else if (!HasRows && Beginning(columns) is var beginning && _sentAhead < beginning.Length)
        {
            await SendAsync(beginning.AsMemory(_sentAhead++, 1), cancellationToken);
        }
        else if (!_withheld.IsEmpty)
        {
            await SendAsync(_withheld[..1], cancellationToken);
            _withheld = _withheld[1..];
        }
    }

    /// <summary>Writes the rest of the last batch, and the format's end.</summary>
    public async Task CompleteAsync(ReadOnlyMemory<byte> end, CancellationToken cancellationToken)
    {
        await body.WriteAsync(_withheld, cancellationToken);
        await SendAsync(end, cancellationToken);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await body.WriteAsync(bytes, cancellationToken);
        await body.FlushAsync(cancellationToken);
    }

    // The bytes with which the worker's first batch begins, too.
    private byte[] Beginning(ReadOnlyMemory<byte>? columns) => format switch
    {
        RowFormat.Arrow => [0xFF, 0xFF, 0xFF, 0xFF],
        RowFormat.Parquet => [.. "PAR1"u8],
        RowFormat.Csv or RowFormat.SpreadsheetCsv when columns is { } known => HeaderOf(known),
        _ => [],
    };

    private byte[] HeaderOf(ReadOnlyMemory<byte> columns)
    {
        var header = new ByteBuffer(256);
        CsvRowWriter.Header(header, JsonSerializer.Deserialize(columns.Span, WorkerJson.Default.IReadOnlyListResultColumn)!.Select(column => column.Name), format == RowFormat.SpreadsheetCsv);
        return header.Written.ToArray();
    }
}
