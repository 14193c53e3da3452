using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;

namespace MeshStarter.Contracts.Lineage;

/// <summary>The consequences of a change of a product's contract, as far as the caller may know of them.</summary>
public sealed record ImpactReport
{
    /// <summary>The product and its major version.</summary>
    public required ProductReference Product { get; init; }

    /// <summary>The change, as it was requested.</summary>
    public required string Change { get; init; }

    /// <summary>Whether readers of the product have to change; false where every value stays readable.</summary>
    public required bool IsBreaking { get; init; }

    /// <summary>The reason, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The number of products that break, the changed one included; 0 where nothing does.</summary>
    public required int TotalProducts { get; init; }

    /// <summary>The number of their columns that break.</summary>
    public required int TotalColumns { get; init; }

    /// <summary>The number of recorded queries of the last 30 days that use what breaks.</summary>
    public required long TotalQueries { get; init; }

    /// <summary>Whether everything downstream was followed, and not only the first steps (<c>depth</c>).</summary>
    public required bool IsWhole { get; init; }

    /// <summary>A page of the products, the nearest first.</summary>
    public required IReadOnlyList<ImpactedProduct> Products { get; init; }

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A product that a change breaks.</summary>
public sealed record ImpactedProduct
{
    /// <summary>The product; of a default major version the plain name.</summary>
    public required string Name { get; init; }

    /// <summary>The owner, who answers for it; null for a dataset that is no registered product.</summary>
    public string? Owner { get; init; }

    /// <summary>Steps from the changed product; 0 for itself.</summary>
    public required int Distance { get; init; }

    /// <summary>Whether it is only known that the product reads the changed one, and not which columns: it may break.</summary>
    public required bool IsUncertain { get; init; }

    /// <summary>Whether the product as a whole breaks: what chooses its rows does, or what it reads is gone.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Its columns that break.</summary>
    public required IReadOnlyList<ImpactedColumn> Columns { get; init; }

    /// <summary>The subscriptions to it.</summary>
    public required IReadOnlyList<ImpactedConsumer> Consumers { get; init; }

    /// <summary>The recorded queries that use what breaks, by the callers' domains.</summary>
    public required IReadOnlyList<DomainQueries> Queries { get; init; }
}

/// <summary>A column that a change breaks.</summary>
/// <param name="Name">The column.</param>
/// <param name="From">The column that it is made of, which breaks too; null for the changed one.</param>
/// <param name="Kind">How it is made of it, in OpenLineage's words; null for the changed one.</param>
public sealed record ImpactedColumn(string Name, string? From, string? Kind);

/// <summary>The subscriptions of a domain to a product that a change breaks.</summary>
/// <param name="Domain">The consumers' domain; null for consumers without one.</param>
/// <param name="Subscriptions">How many.</param>
/// <param name="Consumers">Their names; null for a caller who is neither owner nor auditor of the product.</param>
public sealed record ImpactedConsumer(string? Domain, int Subscriptions, IReadOnlyList<string>? Consumers)
{
    /// <summary>The columns that break and that the consumers' copies of the contract keep, so that they may be read although no query has; null for none.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
