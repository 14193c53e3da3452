using System.Text;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Reads the records behind the acknowledged place in their order, as far as they are on disk. One reader at a time.</summary>
internal sealed class JournalReader
{
    private const int ChunkBytes = 1 << 20;

    private readonly JournalWriter _writer;
    private readonly long _from;
    private JournalSegment? _segment;
    private long _offset;

    // The place of the last line read.
    private long _sequence;
    private byte[] _hash = new byte[AuditHash.Length];

    internal JournalReader(JournalWriter writer, JournalMark mark) => (_writer, _from) = (writer, mark.Sequence);

    /// <summary>The number of the last record read; at first that of the acknowledged place.</summary>
    public long Sequence => Math.Max(_sequence, _from);

    /// <summary>Reads the next records.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">The most bytes of records; a single record may be longer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null when there is none on disk.</returns>
    public async Task<JournalBatch?> ReadAsync(int maxRecords, int maxBytes, CancellationToken cancellationToken)
    {
        var batch = new JournalBatch(_writer.Signer);
        var durable = _writer.Durable.Sequence;
        while (_sequence < durable && NextPart() is var (segment, length))
        {
            var chunk = new byte[Math.Min(length, ChunkBytes)];
            int whole;
            // The handle is not kept: the reader waits for days where nothing happens.
            await using (var file = OwnerFile.Open(segment.Path, FileMode.Open, FileShare.ReadWrite | FileShare.Delete))
            {
                await RandomAccess.ReadAsync(file.SafeFileHandle, chunk, _offset, cancellationToken);
                whole = chunk.AsSpan().LastIndexOf((byte)'\n') + 1;
                if (whole == 0)
                {
                    // A line that is longer than a chunk.
                    chunk = new byte[length];
                    await RandomAccess.ReadAsync(file.SafeFileHandle, chunk, _offset, cancellationToken);
                    whole = chunk.AsSpan().LastIndexOf((byte)'\n') + 1;
                }
            }

            if (whole == 0)
            {
                throw new InvalidDataException($"{segment.Path}: the line behind byte {_offset} has no end; it had one when it was written.");
            }

            if (!Take(chunk.AsMemory(0, whole), batch, durable, maxRecords, maxBytes))
            {
                break;
            }
        }

        return batch.Records.Count > 0 ? batch : null;
    }

    // The rest of the current segment; at its end the next one.
    private (JournalSegment Segment, long Length)? NextPart()
    {
        var segments = _writer.Segments;
        var current = _segment is null ? (segments is [var first, ..] ? first : null) : segments.FirstOrDefault(segment => segment.First == _segment.First);
        if (current is null || _offset >= current.Length)
        {
            var next = _segment is null ? null : segments.FirstOrDefault(segment => segment.First > _segment.First);
            if (next is null && current is null)
            {
                return null;
            }

            if (next is not null)
            {
                (current, _offset) = (next, 0);
            }
        }

        _segment = current;
        return current is null || _offset >= current.Length ? null : (current, current.Length - _offset);
    }

    /// <summary>Adds lines to the batch; false when it is full.</summary>
    private bool Take(ReadOnlyMemory<byte> lines, JournalBatch batch, long durable, int maxRecords, int maxBytes)
    {
        while (!lines.IsEmpty)
        {
            var length = lines.Span.IndexOf((byte)'\n');
            if (!AuditLine.TryRead(lines.Span[..length], out var line) || AuditHash.Parse(Encoding.ASCII.GetString(line.Hash)) is not { } hash)
            {
                // What is before it is sent first.
                if (batch.Records.Count > 0)
                {
                    return false;
                }

                throw new InvalidDataException($"{_segment!.Path}: a line behind byte {_offset} is neither a record nor a head; it was one when it was written.");
            }

            if (!line.IsHead && line.Sequence > _from)
            {
                if (line.Sequence > durable || batch.Records.Count == maxRecords || (batch.Records.Count > 0 && batch.Bytes + line.Record.Length > maxBytes))
                {
                    return false;
                }

                batch.Add(line.Sequence, _hash, line.Record.ToArray());
            }

            (_sequence, _hash) = (line.Sequence, hash);
            batch.EndHash = _hash;
            _offset += length + 1;
            lines = lines[(length + 1)..];
        }

        return true;
    }
}
