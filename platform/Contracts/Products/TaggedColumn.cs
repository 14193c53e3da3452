namespace MeshStarter.Contracts.Products;

/// <summary>A column and tags of it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Tags">The tags; a column of <c>access.pii_fields</c> has the tag <c>pii</c>.</param>
public sealed record TaggedColumn(string Name, IReadOnlyList<string> Tags)
{
    /// <summary>Equal when name and tags are.</summary>
    public bool Equals(TaggedColumn? other) => other is not null && Name == other.Name && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Tags.Count);
}
