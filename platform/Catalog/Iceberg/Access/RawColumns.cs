using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Policy;

namespace MeshStarter.Catalog.Iceberg;

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
        // A column means what any contract ever said of it: a tag taken off later does not reach the files of before.
        var declared = versions.SelectMany(version => PolicyResource.FromDescriptor(version.ToDescriptor()).Columns).ToLookup(column => column.Name, StringComparer.OrdinalIgnoreCase);
        var columns = metadata.Schemas.SelectMany(schema => schema.Fields).Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name =>
            declared[name].FirstOrDefault() is { } newest
                ? newest with { Tags = [.. declared[name].SelectMany(column => column.Tags).Distinct(StringComparer.Ordinal)] }
                : new PolicyColumn(name, new PrimitiveType(PrimitiveKind.String), [Undeclared]));

        // Files say nothing of the contract they were written under: all have the strictest of their major version's.
        return new PolicyResource(product.Product, versions.Where(version => version.Version.Major == product.Major).Max(version => version.Classification), [.. columns]);
    }
}
