using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements.Segments;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>One answer in a query's chain of pages; requested again, it is the same answer.</summary>
internal sealed record StatementPage
{
    public required QueryState State { get; init; }

    /// <summary>The position of the next page; null on the last.</summary>
    public PagePosition? Next { get; init; }

    /// <summary>The columns as JSON, once they are known.</summary>
    public ReadOnlyMemory<byte>? Columns { get; init; }

    /// <summary>The batch of its rows; null for none. Who writes the page holds the batch until it is written.</summary>
    public RowBatch? Batch { get; init; }

    /// <summary>Rows as JSON arrays joined by commas; null for none, and for those in segments.</summary>
    public ReadOnlyMemory<byte>? Rows => Segments is null && Batch is { Rows: > 0 } ? Batch.Text : default(ReadOnlyMemory<byte>?);

    /// <summary>Rows in segments, for a client that asks for these; null for none.</summary>
    public IReadOnlyList<PageSegment>? Segments { get; init; }

    public QueryFailure? Failure { get; init; }

    /// <summary>The change in the client's session.</summary>
    public SessionChange? SessionChange { get; init; }
}
