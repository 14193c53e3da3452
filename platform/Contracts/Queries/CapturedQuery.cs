namespace MeshStarter.Contracts.Queries;

/// <summary>A query through the query proxy, as the catalog keeps it for 30 days. It holds no literal of the query's text and no row.</summary>
public sealed record CapturedQuery
{
    /// <summary>The query's id, as in answers and in the audit trail.</summary>
    public required string QueryId { get; init; }

    /// <summary>The time at which it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The caller.</summary>
    public required string Principal { get; init; }

    /// <summary>The caller's domain; null for a caller without one.</summary>
    public string? Domain { get; init; }

    /// <summary>Names the normalized text (<see cref="NormalizedSql"/>).</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The normalized text; null where it could not be normalized, and for a reader who may not see it.</summary>
    public string? Sql { get; init; }

    /// <summary>The products that it read, each major version once.</summary>
    public required IReadOnlyList<CapturedRead> Reads { get; init; }

    /// <summary>The time from its arrival to its last row, waiting included, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>The rows of its answer.</summary>
    public required long Rows { get; init; }

    /// <summary>The error's name; null for a query that was answered.</summary>
    public string? Error { get; init; }
}
