using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Tables;

/// <summary>The order of rows in a file: by the key for a product with one, so that bounds prune files; for facts as they came.</summary>
internal static class KeyOrder
{
    /// <summary>Returns the ORDER BY clause for a SELECT of the rows; empty without a key.</summary>
    public static string Of(IReadOnlyList<string> key) => key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", key.Select(SqlIdentifier.Quote))}";
}
