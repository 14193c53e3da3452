using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>The order in which rows are in a file: of a product with a key by it, so that its bounds leave files out; of facts as they came.</summary>
internal static class KeyOrder
{
    /// <summary>What is behind a SELECT of the rows; nothing without a key.</summary>
    public static string Of(IReadOnlyList<string> key) => key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", key.Select(SqlIdentifier.Quote))}";
}
