using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>When a row of the table, <c>old</c>, and a row of a batch, <c>changed</c>, are the same.</summary>
internal static class SameKey
{
    /// <summary>The condition of a join.</summary>
    // Not USING: a key without a value, which a descriptor is only warned of, would never be replaced.
    public static string Of(IReadOnlyList<string> key) => string.Join(" AND ", key.Select(SqlIdentifier.Quote).Select(column => $"old.{column} IS NOT DISTINCT FROM changed.{column}"));
}
