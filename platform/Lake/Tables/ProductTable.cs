using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Which table a product's rows are in: each major version has one of its own, <c>&lt;domain&gt;.&lt;product&gt;_v&lt;major&gt;</c>.</summary>
public static class ProductTable
{
    /// <summary>What stands between the product's name and the number; no product's own name ends so.</summary>
    public const string VersionMark = "_v";

    /// <summary>The table of a product's major version.</summary>
    public static TableIdentifier Of(DataProductId product, int major) =>
        new([product.Domain], $"{product.Product}{VersionMark}{major.ToString(CultureInfo.InvariantCulture)}");
}
