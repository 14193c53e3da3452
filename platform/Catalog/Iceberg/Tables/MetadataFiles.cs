using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>The metadata files of tables: written whole before they come into force, never changed after.</summary>
internal sealed partial class MetadataFiles(TableStorage storage)
{
    private const string Ending = ".metadata.json";

    private readonly MetadataCache _cache = new();

    /// <summary>Whether a file is one of those that the catalog writes.</summary>
    public static bool IsOne(string location) => location.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Whether a file is called as the catalog calls those that it writes.</summary>
    public static bool IsOfCatalog(string location) => WrittenHere().IsMatch(location);

    /// <summary>A table as the file in force says it is.</summary>
    /// <exception cref="StorageException">The file is not there or cannot be read.</exception>
    /// <exception cref="IcebergFormatException">It is no table metadata.</exception>
    public async Task<CatalogTable> LoadAsync(TableRow row, string? domain, CancellationToken cancellationToken)
    {
        if (_cache.Find(row.TableId, row.MetadataLocation) is { } known)
        {
            return known;
        }

        var loaded = await ReadAsync(row.MetadataLocation, domain, cancellationToken);
        _cache.Keep(row.TableId, loaded);
        return loaded;
    }

    /// <summary>Reads a metadata file.</summary>
    public async Task<CatalogTable> ReadAsync(string location, string? domain, CancellationToken cancellationToken)
    {
        var bytes = await storage.StoreOf(domain).ReadAsync(location, cancellationToken);
        var metadata = TableMetadata.Parse(bytes, location);
        return new CatalogTable(location, metadata) { Utf8 = metadata.ToUtf8() };
    }

    /// <summary>Writes the next metadata of a table to a new file. It is not in force yet.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="previous">The file in force; null for a new table.</param>
    /// <param name="domain">The domain whose bucket it goes to; null for the platform's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CatalogTable> WriteAsync(TableMetadata metadata, string? previous, string? domain, CancellationToken cancellationToken)
    {
        var number = previous is not null && FileNumber().Match(previous) is { Success: true } match
            && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last + 1 : 0;
        var location = $"{metadata.Location}/metadata/{number:D5}-{Guid.NewGuid()}{Ending}";
        var utf8 = metadata.ToUtf8();
        await storage.StoreOf(domain).WriteNewAsync([new NewObject(location, utf8)], cancellationToken);
        return new CatalogTable(location, metadata) { Utf8 = utf8 };
    }

    /// <summary>The file of a table came into force.</summary>
    public void Remember(Guid tableId, CatalogTable table) => _cache.Keep(tableId, table);

    /// <summary>Takes away a file that never came into force, or that nothing refers to any more. When that fails, the clean-up finds it later.</summary>
    public async Task DiscardAsync(string location, string? domain)
    {
        try
        {
            await storage.StoreOf(domain).DeleteAsync(location, CancellationToken.None);
        }
        catch (StorageException)
        {
            // Nothing refers to it.
        }
    }

    [GeneratedRegex(@"/[0-9]{5,}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.metadata\.json\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenHere();

    [GeneratedRegex(@"/(?<number>[0-9]+)-[^/]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileNumber();
}
