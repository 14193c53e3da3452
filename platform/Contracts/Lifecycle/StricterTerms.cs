using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Lifecycle;

/// <summary>
/// The terms of another version of a product that go beyond those of the version they are with. They stay in force until the mesh's
/// rules approve that they are gone (<c>declassify</c> of a bundle).
/// </summary>
public sealed record StricterTerms
{
    /// <summary>The version that declares them.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>Its classification where that is stricter; null where it is not.</summary>
    public Classification? Classification { get; init; }

    /// <summary>Columns with the tags that only that version has.</summary>
    public IReadOnlyList<TaggedColumn> Columns { get; init; } = [];

    /// <summary>Equal when version, classification and columns are.</summary>
    public bool Equals(StricterTerms? other) =>
        other is not null && Version == other.Version && Classification == other.Classification && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, Classification, Columns.Count);

    /// <summary><c>1.0.0: confidential, customer_email [pii.email]</c></summary>
    public override string ToString() => $"{Version}: " + string.Join(", ",
    [
        .. Classification is { } classification ? [WireNames.Of(classification)] : (string[])[],
        .. Columns.Select(column => $"{column.Name} [{string.Join(", ", column.Tags)}]"),
    ]);
}
