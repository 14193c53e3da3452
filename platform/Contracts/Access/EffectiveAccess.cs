using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Access;

/// <summary>The readers who see columns in clear at a time, each with its rule or grant.</summary>
/// <param name="At">The time. Rules and grants are those of then, contracts those of now.</param>
/// <param name="PolicyVersion">The version of the rules.</param>
/// <param name="Products">The products, by name.</param>
public sealed record EffectiveAccess(DateTimeOffset At, string PolicyVersion, IReadOnlyList<EffectiveProduct> Products);

/// <summary>The readers of a product, and of each of its columns in clear.</summary>
/// <param name="Product">The product.</param>
/// <param name="Readers">The rules that permit to read it, and the grants; each with whom it is about.</param>
/// <param name="Denied">The rules that refuse to read it, whatever permits it; each with whom it is about.</param>
/// <param name="Columns">The columns.</param>
public sealed record EffectiveProduct(DataProductId Product, IReadOnlyList<EffectiveSource> Readers, IReadOnlyList<EffectiveSource> Denied, IReadOnlyList<EffectiveColumn> Columns);

/// <summary>The readers who see a column in clear.</summary>
/// <param name="Name">The column.</param>
/// <param name="Tags">Its tags in force.</param>
/// <param name="MaskedBy">The rules that mask it, and <see cref="NotGranted"/>; empty where every reader sees it in clear.</param>
/// <param name="ClearTo">Who of those that a mask would hit sees it in clear, and by what. With several rules, where each of them leaves it so.</param>
public sealed record EffectiveColumn(string Name, IReadOnlyList<string> Tags, IReadOnlyList<string> MaskedBy, IReadOnlyList<EffectiveSource> ClearTo)
{
    /// <summary>The name, in the place of a rule's, of what hides a column from a reader by a grant of other columns alone: the column is null.</summary>
    public const string NotGranted = "grant:columns";
}

/// <summary>A rule or a grant.</summary>
public sealed record EffectiveSource
{
    /// <summary>The rule; null for a grant.</summary>
    public string? Rule { get; init; }

    /// <summary>The grant; null for a rule.</summary>
    public Guid? Grant { get; init; }

    /// <summary>The subject: the grant's principal, or the terms of the rule.</summary>
    public required string Who { get; init; }

    /// <summary>The subject of a rule in plain words; null for a grant.</summary>
    public string? Words { get; init; }

    /// <summary>The end of a grant; null for a rule.</summary>
    public DateTimeOffset? Until { get; init; }
}
