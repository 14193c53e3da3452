using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.Products.Database;
using MeshStarter.Platform.Storage;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>
/// Deletes metadata files that a catalog wrote and was killed before it could bring into force: in an S3 store no other caller may. It looks in the
/// folders of tables that are there, and takes what no table's entry or log names and is older than <c>Mesh:Tables:OrphanAge</c>.
/// </summary>
internal sealed partial class OrphanedMetadata(
    TableStore tables, TableNames names, TableStorage storage, MetadataFiles files, IOptions<TableOptions> options, RecurringRuns runs, ILogger<OrphanedMetadata> logger) : RecurringCleanup("metadata files", Interval, runs, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    public override async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Existing files are listed before the named ones are known: a file that is committed in between is young.
        var before = now - options.Value.OrphanAge;
        List<(string? Domain, IReadOnlyList<string> Old)> found = [];
        var all = await tables.AllAsync(cancellationToken);
        foreach (var row in all)
        {
            var domain = await DomainAsync(row, cancellationToken);
            if (await OldAsync(row, domain, before, cancellationToken) is { Count: > 0 } old)
            {
                found.Add((domain, TableStorage.OwnFiles(old, row.Location, all.Where(other => other.TableId != row.TableId).Select(other => other.Location))));
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        var (named, unknown) = await NamedAsync(cancellationToken);
        foreach (var (domain, old) in found)
        {
            var orphans = old.Where(location => TableStorage.PathOf(location) is var path && !named.Contains(path) && !unknown.Exists(folder => ObjectLocation.IsWithin(path, folder))).ToList();
            if (orphans.Count == 0)
            {
                continue;
            }

            // What is named was read long ago: a table may have been set back to an old file since.
            named.UnionWith((await tables.AllAsync(cancellationToken)).Select(row => TableStorage.PathOf(row.MetadataLocation)));
            await DeleteAsync(domain, [.. orphans.Where(location => !named.Contains(TableStorage.PathOf(location)))], cancellationToken);
        }
    }

    private async Task<string?> DomainAsync(TableRow row, CancellationToken cancellationToken) =>
        new NamespaceName(row.Namespace) is var space && await names.IsDomainAsync(space, cancellationToken) ? space.Single : null;

    private async Task<IReadOnlyList<string>> OldAsync(TableRow row, string? domain, DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<string> old = [];
        try
        {
            await foreach (var stored in storage.StoreOf(domain).ListAsync($"{row.Location}/metadata", cancellationToken))
            {
                if (stored.ModifiedAt < before && MetadataFiles.IsOfCatalog(stored.Location))
                {
                    old.Add(stored.Location);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, exception.Message);
        }

        return old;
    }

    // All tables are read: one may be registered with a file in another's folder. What a table names whose file cannot be read is not known; its folders are left.
    private async Task<(HashSet<string> Named, List<string> Unknown)> NamedAsync(CancellationToken cancellationToken)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        List<string> unknown = [];
        foreach (var row in await tables.AllAsync(cancellationToken))
        {
            named.Add(TableStorage.PathOf(row.MetadataLocation));
            try
            {
                var table = await files.ReadAsync(row.MetadataLocation, await DomainAsync(row, cancellationToken), cancellationToken);
                named.UnionWith(table.Metadata.MetadataLog.Select(entry => TableStorage.PathOf(entry.MetadataFile)));
            }
            catch (Exception exception) when (exception is StorageException or IcebergException)
            {
                LogUnreadable(logger, exception.Message);
                unknown.AddRange([TableStorage.PathOf(row.Location), TableStorage.PathOf(row.MetadataLocation[..row.MetadataLocation.LastIndexOf('/')])]);
            }
        }

        return (named, unknown);
    }

    private async Task DeleteAsync(string? domain, IReadOnlyCollection<string> orphans, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var stays in await storage.StoreOf(domain).DeleteAsync(orphans, cancellationToken))
            {
                LogUnreadable(logger, stays.Message);
            }
        }
        catch (StorageException exception)
        {
            LogUnreadable(logger, exception.Message);
        }
    }

    [LoggerMessage(2204, LogLevel.Warning, "The clean-up of metadata files leaves some until tomorrow: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);
}
