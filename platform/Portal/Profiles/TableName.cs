using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Portal.Profiles;

/// <summary>The name of a product's table in SQL.</summary>
internal static class TableName
{
    /// <summary>The plain name for the default major version, <c>orders."orders@1"</c> for another; a word of SQL is in quotes.</summary>
    public static string Of(ProductDetails product) =>
        $"{Part(product.Name.Domain)}.{(product.Lifecycle is null or { IsDefault: true } ? Part(product.Name.Product) : SqlIdentifier.Quote($"{product.Name.Product}@{product.Version.Major}"))}";

    private static string Part(string name) => SqlWords.Contains(name) ? SqlIdentifier.Quote(name) : name;
}
