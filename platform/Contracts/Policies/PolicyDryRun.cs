using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Policies;

/// <summary>
/// The effects of a proposal, worked out with the products, grants, subscriptions and recorded queries of a moment. Each reader gets that of the products that it
/// may discover: a product that is not there for the reader is in no number and in no entry. Those who vote get the numbers of all products, and auditors and the
/// security seat all of it.
/// </summary>
public sealed record PolicyDryRun
{
    /// <summary>The base that it was compared with.</summary>
    public required long Base { get; init; }

    /// <summary>The SHA-256 of the text that was compared.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The time at which it ran.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The time that it took, for those who get the numbers of all products; null for others, since it depends on all products.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The classes of principals that the rules distinguish.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether all classes, subscriptions and queries were looked at; false where the rules distinguish more classes than a dry run compares, or there are too many uses.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The products that were looked at.</summary>
    public required int Products { get; init; }

    /// <summary>The number of these products that the reader, who votes, may not discover: they are in the numbers, and no entry names them.</summary>
    public int UndiscoveredProducts { get; init; }

    /// <summary>The grants that were looked at.</summary>
    public required int Grants { get; init; }

    /// <summary>The subscriptions that were looked at.</summary>
    public required int Subscriptions { get; init; }

    /// <summary>The recorded queries of the last 30 days that were looked at. A reader of some products gets those of each product: a query of two of them counts twice.</summary>
    public required int Queries { get; init; }

    /// <summary>The number of pairs of a principal class and a column of which more is seen.</summary>
    public required long PermittedPairs { get; init; }

    /// <summary>The number of pairs of a principal class and a column of which less is seen.</summary>
    public required long RefusedPairs { get; init; }

    /// <summary>The number of pairs of a principal class and a product that are newly discovered.</summary>
    public long FoundPairs { get; init; }

    /// <summary>The number of pairs of a principal class and a product that are no longer discovered.</summary>
    public long HiddenPairs { get; init; }

    /// <summary>The number of products of the catalog that could no longer be registered as they are.</summary>
    public int NoLongerRegistrable { get; init; }

    /// <summary>The number of products of the catalog that could be registered again as they are.</summary>
    public int NewlyRegistrable { get; init; }

    /// <summary>The products whose registration is decided otherwise; the first 1,000, of products whose inputs the reader may discover too.</summary>
    public IReadOnlyList<RegistrationEffect> Registrations { get; init; } = [];

    /// <summary>The actions that are newly permitted; the first 100 entries of a product, and 1,000 in all.</summary>
    public required IReadOnlyList<PolicyEffect> NewlyPermitted { get; init; }

    /// <summary>The actions that are newly refused; the first 100 entries of a product, and 1,000 in all.</summary>
    public required IReadOnlyList<PolicyEffect> NewlyRefused { get; init; }
}

/// <summary>A product that some see differently, or discover or not, after a change of the rules.</summary>
/// <param name="Subject">The readers that it is about.</param>
/// <param name="Principal">The class of principals, or the person or service.</param>
/// <param name="Product">The product.</param>
/// <param name="Columns">The columns; empty where it is about discovering the product.</param>
/// <param name="Before">How they are seen now: <c>refused</c>, <c>clear</c>, or the mask; of the product <c>found</c> or <c>hidden</c>.</param>
/// <param name="After">How they would be seen.</param>
/// <param name="Count">How many grants, subscriptions or queries; 1 for a class.</param>
/// <param name="Action"><c>read</c> or <c>discover</c>.</param>
public sealed record PolicyEffect(PolicyEffectSubject Subject, string Principal, DataProductId Product, IReadOnlyList<string> Columns, string Before, string After, int Count, string Action = "read")
{
    /// <summary>Those of the columns of which a subscriber sees less, though the product always has a value there and the subscriber's copy of the contract has the column: it may fail at a masked value.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];
}

/// <summary>A product of the catalog whose registration is decided otherwise after a change of the rules.</summary>
/// <param name="Product">The product.</param>
/// <param name="Version">Its version, the default one.</param>
/// <param name="IsRegistrable">Whether it could be registered as it is; before the change it was the other way round.</param>
/// <param name="Reasons">Each rule that keeps it out, with what it finds; empty where none does any more.</param>
public sealed record RegistrationEffect(DataProductId Product, ProductVersion Version, bool IsRegistrable, IReadOnlyList<string> Reasons);
