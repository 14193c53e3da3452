using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The metadata files of tables: written whole before they come into force, never changed after.</summary>
internal sealed partial class MetadataFiles(TableStorage storage, MetadataLimits limits, LargeTables large)
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

        // What waits holds no file: one that turns out to be large is read again.
        ReadOnlyMemory<byte>? small = null;
        if (!large.IsLarge(row.TableId))
        {
            var bytes = await storage.StoreOf(domain).ReadAsync(row.MetadataLocation, cancellationToken);
            large.Remember(row.TableId, bytes.Length);
            if (bytes.Length <= LargeTables.LargeBytes)
            {
                small = bytes;
            }
        }

        using var entered = small is null ? await large.EnterLoadAsync(cancellationToken) : null;
        if (entered is not null && _cache.Find(row.TableId, row.MetadataLocation) is { } inBetween)
        {
            return inBetween;
        }

        var loaded = Parse(small ?? await storage.StoreOf(domain).ReadAsync(row.MetadataLocation, cancellationToken), row.MetadataLocation);
        Remember(row.TableId, loaded);
        return loaded;
    }

    /// <summary>Whether a table is large. The size of one that was not loaded since the start is known once it is.</summary>
    /// <exception cref="StorageException">The file is not there or cannot be read.</exception>
    /// <exception cref="IcebergFormatException">It is no table metadata.</exception>
    public async ValueTask<bool> IsLargeAsync(TableRow row, string? domain, CancellationToken cancellationToken) =>
        large.IsLarge(row.TableId) || (await LoadAsync(row, domain, cancellationToken)).Utf8.Length > LargeTables.LargeBytes;

    /// <summary>Reads a metadata file.</summary>
    public async Task<CatalogTable> ReadAsync(string location, string? domain, CancellationToken cancellationToken) =>
        Parse(await storage.StoreOf(domain).ReadAsync(location, cancellationToken), location);

    /// <summary>Reads a metadata file that is to be taken in; its size is bounded.</summary>
    /// <exception cref="IcebergRefusedException">It is too large.</exception>
    public async Task<CatalogTable> ReadNewAsync(string location, string? domain, CancellationToken cancellationToken)
    {
        var bytes = await storage.StoreOf(domain).ReadAsync(location, cancellationToken);
        limits.RequireFile(location, bytes.Length);
        if (bytes.Length <= LargeTables.LargeBytes)
        {
            return ParseNew(bytes, location);
        }

        // Not held while it waits.
        bytes = default;
        using var entered = await large.EnterLoadAsync(cancellationToken);
        bytes = await storage.StoreOf(domain).ReadAsync(location, cancellationToken);
        limits.RequireFile(location, bytes.Length);
        return ParseNew(bytes, location);
    }

    /// <summary>Writes the next metadata of a table to a new file. It is not in force yet.</summary>
    /// <param name="target">The table; the file goes to its domain's bucket, or to the platform's own.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="previous">The table in force; null for a new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IcebergRefusedException">It is too large.</exception>
    public async Task<CatalogTable> WriteAsync(TableTarget target, TableMetadata metadata, CatalogTable? previous, CancellationToken cancellationToken)
    {
        limits.RequireProperties(target.ToString(), previous?.Metadata.Properties, metadata.Properties);
        var number = previous?.MetadataLocation is { } inForce && FileNumber().Match(inForce) is { Success: true } match
            && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last + 1 : 0;
        var location = $"{metadata.Location}/metadata/{number:D5}-{Guid.NewGuid()}{Ending}";
        var utf8 = metadata.ToUtf8(previous?.Utf8.Length ?? 0);
        limits.RequireMetadata(target.ToString(), previous?.Utf8.Length ?? 0, utf8.Length);
        await storage.StoreOf(target.Domain).WriteNewAsync([new NewObject(location, utf8)], cancellationToken);
        return new CatalogTable(location, metadata) { Utf8 = utf8 };
    }

    /// <summary>The file of a table came into force.</summary>
    public void Remember(Guid tableId, CatalogTable table)
    {
        large.Remember(tableId, table.Utf8.Length);
        _cache.Keep(tableId, table);
    }

    /// <summary>Takes away a file that never came into force, or that nothing refers to any more. When that fails, the clean-up finds it later.</summary>
    public async Task DiscardAsync(string location, string? domain)
    {
        try
        {
            await storage.StoreOf(domain).DeleteAsync([location], CancellationToken.None);
        }
        catch (StorageException)
        {
            // Nothing refers to it.
        }
    }

    private CatalogTable ParseNew(ReadOnlyMemory<byte> bytes, string location)
    {
        var metadata = TableMetadata.Parse(bytes, location, limits.MetadataBytes);
        var utf8 = metadata.ToUtf8(bytes.Length);
        limits.RequireMetadata(location, before: 0, utf8.Length);
        limits.RequireProperties(location, before: null, metadata.Properties);
        return new CatalogTable(location, metadata) { Utf8 = utf8 };
    }

    private static CatalogTable Parse(ReadOnlyMemory<byte> bytes, string location)
    {
        var metadata = TableMetadata.Parse(bytes, location);
        return new CatalogTable(location, metadata) { Utf8 = metadata.ToUtf8(bytes.Length) };
    }

    [GeneratedRegex(@"/[0-9]{5,}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.metadata\.json\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenHere();

    [GeneratedRegex(@"/(?<number>[0-9]+)-[^/]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileNumber();
}
