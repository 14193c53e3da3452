using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Queries;

/// <summary>The recorded queries of a product: by domain for all who may discover it, one by one for its owner and auditors.</summary>
public sealed record ProductQueries
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version; null for all.</summary>
    public int? Major { get; init; }

    /// <summary>The moment since which queries are kept.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The number of queries.</summary>
    public required long Total { get; init; }

    /// <summary>The domains of the callers, the one with the most queries first.</summary>
    public required IReadOnlyList<DomainQueries> Domains { get; init; }

    /// <summary>A page of the queries, the newest first; null for a caller who is neither owner nor auditor.</summary>
    public IReadOnlyList<CapturedQuery>? Items { get; init; }

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>The queries of a domain's callers.</summary>
/// <param name="Domain">The domain; null for callers without one.</param>
/// <param name="Queries">How many.</param>
/// <param name="Callers">How many callers sent them.</param>
public sealed record DomainQueries(string? Domain, long Queries, long Callers);
