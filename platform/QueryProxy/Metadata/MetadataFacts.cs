using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The facts of the mesh that the caller may know.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Products">The products that the caller may discover, as far as the statement is about them.</param>
internal sealed record MetadataFacts(Principal Caller, IReadOnlyList<ProductDetails> Products)
{
    /// <summary>Those of the products that the caller may read.</summary>
    public IReadOnlyList<DataProductId> Readable { get; init; } = [];

    /// <summary>The caller's own queries.</summary>
    public IReadOnlyList<OwnQuery> Queries { get; init; } = [];

    /// <summary>The caller's open transactions.</summary>
    public IReadOnlyList<OwnTransaction> Transactions { get; init; } = [];
}

/// <summary>A query of the caller's own.</summary>
internal sealed record OwnQuery
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public required string Source { get; init; }

    /// <summary>The beginning of its text.</summary>
    public required string Text { get; init; }

    public required TimeSpan Queued { get; init; }

    public required TimeSpan Planning { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The time at which it had a worker; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The time at which it ended; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorName { get; init; }
}

/// <summary>An open transaction of the caller's own.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Created">When it began.</param>
/// <param name="Idle">How long no statement of it was sent.</param>
internal sealed record OwnTransaction(string Id, DateTimeOffset Created, TimeSpan Idle);
