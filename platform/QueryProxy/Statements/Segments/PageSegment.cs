namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>Some rows of a page for a client that asks for segments.</summary>
/// <param name="RowOffset">Rows of the result before it.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Length">Bytes of its rows, joined by commas.</param>
internal abstract record PageSegment(long RowOffset, long Rows, int Length)
{
    /// <summary>Bytes of it as a JSON array.</summary>
    public int Size => Length + 2;

    /// <summary>Rows within the page.</summary>
    public sealed record Inline(long RowOffset, long Rows, ReadOnlyMemory<byte> Text) : PageSegment(RowOffset, Rows, Text.Length);

    /// <summary>Rows that the client fetches by an address of their own.</summary>
    public sealed record Spooled(long RowOffset, long Rows, int Length, long Number) : PageSegment(RowOffset, Rows, Length)
    {
        /// <summary>The segment is there until then, unless the query ends before.</summary>
        public required DateTimeOffset ExpiresAt { get; init; }
    }
}
