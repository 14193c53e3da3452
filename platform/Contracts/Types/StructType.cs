namespace MeshStarter.Contracts.Types;

/// <summary><c>STRUCT&lt;a:T, b:U&gt;</c>: named parts in a fixed order.</summary>
public sealed record StructType(IReadOnlyList<StructField> Fields) : ColumnType
{
    /// <inheritdoc/>
    public override string ToDuckDb() =>
        $"STRUCT({string.Join(", ", Fields.Select(f => $"{SqlIdentifier.Quote(f.Name)} {f.Type.ToDuckDb()}"))})";

    /// <inheritdoc/>
    public override string ToString() => $"STRUCT<{string.Join(", ", Fields.Select(f => $"{f.Name}:{f.Type}"))}>";

    /// <summary>Equal when the fields are, in order.</summary>
    public bool Equals(StructType? other) => other is not null && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var field in Fields)
        {
            hash.Add(field);
        }

        return hash.ToHashCode();
    }
}
