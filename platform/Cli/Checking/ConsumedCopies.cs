using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Cli.Checking;

/// <summary>Reads a domain's copies of contracts, <c>Consumes/orders.orders.avsc</c>.</summary>
internal static class ConsumedCopies
{
    private const string Extension = ".avsc";

    /// <summary>Returns the product of each copy with the columns that it keeps; a file that is no copy is left out, and the build reports it.</summary>
    /// <param name="folder">The folder, be it there or not.</param>
    public static IEnumerable<DataProductDescriptor> Read(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal).Select(ReadFile).OfType<DataProductDescriptor>() : [];

    private static DataProductDescriptor? ReadFile(string file)
    {
        try
        {
            return ProductReference.TryParse(Path.GetFileNameWithoutExtension(file), out var product, out _)
                && AvroSchema.TryParse(File.ReadAllText(file), [], out var schema, out _) && AvroColumns.Of(schema) is { } columns
                    ? new DataProductDescriptor { Name = product.Product, Version = new ProductVersion(product.Major ?? ProductVersion.First.Major, 0, 0), Owner = "", Schema = columns }
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"path: {file} cannot be read: {exception.Message}", exception);
        }
    }
}
