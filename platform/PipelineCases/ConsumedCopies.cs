using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.PipelineCases;

/// <summary>A domain's copies of contracts of other domains, <c>Consumes/orders.orders.avsc</c>, as far as pipelines read columns of them.</summary>
public static class ConsumedCopies
{
    /// <summary>The folder of a domain that has them.</summary>
    public const string FolderName = "Consumes";

    private const string Extension = ".avsc";

    /// <summary>The folder of a product's domain that has them: <c>domains/Payments/Consumes</c> of <c>domains/Payments/Products/DailyRevenue/data-product.yaml</c>.</summary>
    /// <param name="descriptor">The path of the product's descriptor.</param>
    public static string FolderOf(string descriptor) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(descriptor))!, "..", "..", FolderName));

    /// <summary>The name of the file of a copy.</summary>
    public static string FileName(ProductReference product) => $"{product}{Extension}";

    /// <summary>Returns the product of each copy with the columns that it keeps; a file that is no copy is left out, and the build reports it.</summary>
    /// <param name="folder">The folder, be it there or not.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public static IReadOnlyList<DataProductDescriptor> Read(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal).Select(ReadFile).OfType<DataProductDescriptor>()] : [];

    private static DataProductDescriptor? ReadFile(string file) =>
        ProductReference.TryParse(Path.GetFileNameWithoutExtension(file), out var product, out _)
        && AvroSchema.TryParse(File.ReadAllText(file), [], out var schema, out _) && AvroColumns.Of(schema) is { } columns
            ? new DataProductDescriptor { Name = product.Product, Version = new ProductVersion(product.Major ?? ProductVersion.First.Major, 0, 0), Owner = "", Schema = columns }
            : null;
}
