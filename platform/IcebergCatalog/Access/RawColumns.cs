using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Access;

/// <summary>The columns that a caller with a product's files sees: every column that the table has or ever had, as its contracts describe them.</summary>
internal static class RawColumns
{
    /// <summary>The tag of a column that no version of the contract declares, so its readers are not known.</summary>
    public const string Undeclared = "pii.undeclared";

    /// <param name="product">The product's major version.</param>
    /// <param name="versions">The product's registered versions, the newest first.</param>
    /// <param name="metadata">The table of the major version.</param>
    public static PolicyResource Resource(ProductMajorVersion product, IReadOnlyList<ProductDetails> versions, TableMetadata metadata)
    {
        var newest = versions.First(version => version.Version.Major == product.Major);
        var own = PolicyResource.FromProduct(newest).Columns.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
        var types = versions.SelectMany(version => version.Schema).ToLookup(column => column.Name, column => column.Type, StringComparer.OrdinalIgnoreCase);
        List<PolicyColumn> columns = [.. metadata.Schemas.SelectMany(schema => schema.Fields).Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name =>
            own.GetValueOrDefault(name) is { } column ? column
            : types[name].FirstOrDefault() is { } type ? new PolicyColumn(name, type, [])
            : new PolicyColumn(name, PrimitiveType.Text, [Undeclared]))];

        // Files say nothing of the contract that they were written under. A column means what any contract, also of another major version, says of it.
        var declared = new DeclaredTerms(newest.Version, newest.Access, columns.Select(column => new TaggedColumn(column.Name, column.Tags)));
        return new PolicyResource(product.Product, newest.Access.Classification, columns)
        {
            Version = newest.Version,
            Stricter = [.. versions.Where(version => version != newest).Select(version => DeclaredTerms.Of(version).Beyond(declared) is { } terms
                ? terms with { Classification = newest.Stricter?.FirstOrDefault(each => each.Version == version.Version)?.Classification }
                : null).OfType<StricterTerms>()],
        };
    }
}
