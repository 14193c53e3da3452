using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Tables;

/// <summary>Compares a row of the table, <c>old</c>, with a row of a batch, <c>changed</c>, by their keys.</summary>
internal static class SameKey
{
    /// <summary>Returns the condition of a join.</summary>
    // Not USING: a key without a value, which is only a warning in a descriptor, would never be replaced.
    public static string Of(IReadOnlyList<string> key) => string.Join(" AND ", key.Select(SqlIdentifier.Quote).Select(column => $"old.{column} IS NOT DISTINCT FROM changed.{column}"));
}
