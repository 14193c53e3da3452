namespace MeshStarter.QueryProxy.Buffers;

/// <remarks>
/// A batch may also be handed out as a segment: by a number, read at any time and several times, and freed when its reader acknowledges it. What is
/// not acknowledged counts in the subject's shares as unread rows do, and is freed with the rest.
/// </remarks>
internal sealed partial class ResultBuffer
{
    /// <summary>Segments in memory that are not acknowledged; with more the worker waits.</summary>
    private const int SegmentsAhead = 8;

    private readonly Dictionary<long, OpenSegment> _segments = [];
    private long _lastSegment;
    private int _segmentsInMemory;
    private int _segmentsUnread;
    private bool _wasSkipped;

    /// <summary>Bytes of the batch that can be read now; 0 where there is none.</summary>
    public int NextLength => _parts.Reader.TryPeek(out var part) ? part.Length : 0;

    /// <summary>Hands the next batch out as a segment; null where there is none now.</summary>
    public ResultSegment? HandOut()
    {
        lock (_lock)
        {
            if (!_parts.Reader.TryRead(out var part))
            {
                return null;
            }

            _segments.Add(++_lastSegment, new OpenSegment(part));
            _segmentsUnread++;
            if (part.Batch is not null)
            {
                _segmentsInMemory++;
                _inMemory--;
                _room?.TrySetResult();
            }

            return new ResultSegment(_lastSegment, part.Rows, part.Length);
        }
    }

    /// <summary>Writes a segment that was handed out. Its rows count as read.</summary>
    /// <param name="number">The segment's number.</param>
    /// <param name="begin">Is called before the first byte, where there is the segment.</param>
    /// <param name="target">Gets the rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there is the segment: it is neither acknowledged nor dropped.</returns>
    /// <exception cref="IOException">A spilled segment cannot be read.</exception>
    public async Task<bool> WriteSegmentAsync(long number, Func<Task> begin, Stream target, CancellationToken cancellationToken)
    {
        if (Open(number) is not { } segment)
        {
            return false;
        }

        try
        {
            await begin();
            var part = segment.Part;
            await (part.Batch is { } batch
                ? target.WriteAsync(batch.Text, cancellationToken).AsTask()
                : part.File!.CopyAsync(part.Offset, part.Length, target, cancellationToken));
            return true;
        }
        finally
        {
            Close(segment);
        }
    }

    /// <summary>Frees a segment; one that is freed stays so.</summary>
    public void Acknowledge(long number)
    {
        lock (_lock)
        {
            Free_NeedsLock(number);
            FreeWhenRead_NeedsLock();
        }
    }

    /// <summary>Frees the segments that were read once no batch follows them, for readers that acknowledge none.</summary>
    public void AcknowledgeRead()
    {
        lock (_lock)
        {
            if (!_parts.Reader.Completion.IsCompleted)
            {
                return;
            }

            foreach (var number in _segments.Where(open => open.Value is { IsRead: true, Readers: 0 }).Select(open => open.Key).ToList())
            {
                Free_NeedsLock(number);
            }

            FreeWhenRead_NeedsLock();
        }
    }

    private OpenSegment? Open(long number)
    {
        lock (_lock)
        {
            if (!_segments.TryGetValue(number, out var segment))
            {
                return null;
            }

            segment.Readers++;
            if (!segment.IsRead)
            {
                segment.IsRead = true;
                _segmentsUnread--;
                _bytesRead += segment.Part.Length;
                _rowsRead += segment.Part.Rows;
                _caughtUp |= HasNone;
            }

            return segment;
        }
    }

    private void Close(OpenSegment segment)
    {
        lock (_lock)
        {
            segment.Readers--;
            Return_NeedsLock(segment);
        }
    }

    private void Free_NeedsLock(long number)
    {
        if (!_segments.Remove(number, out var segment))
        {
            return;
        }

        segment.IsFreed = true;
        if (!segment.IsRead)
        {
            _wasSkipped = true;
            _segmentsUnread--;
        }

        _segmentsInMemory -= segment.Part.Batch is null ? 0 : 1;
        Return_NeedsLock(segment);
        _room?.TrySetResult();
    }

    // Not under a reader that still writes it.
    private void Return_NeedsLock(OpenSegment segment)
    {
        if (segment is not { IsFreed: true, Readers: 0 })
        {
            return;
        }

        if (segment.Part.Batch is { } batch)
        {
            _storage.Memory.Return(_subject, segment.Part.Length);
            batch.Release();
        }
        else
        {
            _spilled.Leave(segment.Part.File!);
        }
    }

    /// <summary>A batch that was handed out.</summary>
    private sealed class OpenSegment(ResultPart part)
    {
        public ResultPart Part => part;

        public int Readers { get; set; }

        public bool IsRead { get; set; }

        public bool IsFreed { get; set; }
    }
}
