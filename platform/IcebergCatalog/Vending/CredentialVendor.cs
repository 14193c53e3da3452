using System.Collections.Concurrent;
using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Storage;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>
/// Gives who may read a table's files as they are credentials for them, to read; and who may commit files to the table, to write, but for
/// its metadata files. What it gives is written down like the decision before it. Where tables are in folders it gives nothing.
/// </summary>
/// <param name="service">Makes them; null where nothing is vended.</param>
/// <param name="decisions">Writes down what was given.</param>
/// <param name="time">The time.</param>
internal sealed class CredentialVendor(ICredentialService? service, CatalogDecisions decisions, TimeProvider time)
{
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<(string Subject, BucketLocation Folder, FolderRights Rights), Given> _given = new();

    /// <summary>Credentials for a table that the caller was let load.</summary>
    /// <param name="caller">The caller; <see cref="IcebergAccess.RequireReadAsync"/> permitted it.</param>
    /// <param name="target">The table.</param>
    /// <param name="location">The table's location.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where nothing is vended.</returns>
    /// <exception cref="IcebergRefusedException">The store does not answer, or the table is where no credentials can name it alone.</exception>
    public async Task<TableCredentials?> VendAsync(Principal caller, TableTarget target, string location, CancellationToken cancellationToken)
    {
        if (service is null || !BucketLocation.IsOne(location))
        {
            return null;
        }

        var folder = BucketLocation.Parse(location);
        if (!service.CanName(folder))
        {
            throw IcebergRefusedException.BadRequest($"location: {location} holds a character that represents others in a policy, so no credentials for it alone can be made. Make the table at another location.");
        }

        var rights = RightsTo(caller, target, folder);
        var vended = await FindAsync(caller.Subject, folder, rights, cancellationToken);
        var (action, actionText) = rights switch
        {
            FolderRights.Write => (AuditActions.Operate, "write"),
            FolderRights.AddToBranches => (AuditActions.Operate, "read, and to write to branches,"),
            _ => (AuditActions.ReadRaw, "read"),
        };
        decisions.Record(caller, action, target.Product, permit: true, $"Got credentials to {actionText} the files of table {target} until {vended.ExpiresAt.UtcDateTime:O}.", []);
        return vended;
    }

    /// <summary>Credentials to delete the files of a table that is purged: the catalog's own keys write metadata files only.</summary>
    /// <returns>Null where nothing is vended.</returns>
    public async Task<TableCredentials?> ToPurgeAsync(Principal caller, string location, CancellationToken cancellationToken) =>
        service is not null && BucketLocation.IsOne(location) && BucketLocation.Parse(location) is var folder && service.CanName(folder)
            ? await FindAsync(caller.Subject, folder, FolderRights.Write, cancellationToken)
            : null;

    private FolderRights RightsTo(Principal caller, TableTarget target, BucketLocation folder) =>
        RightsByRole(caller, target, folder) is var rights && rights == FolderRights.AddToBranches && !service!.CanAddToBranches ? FolderRights.Read : rights;

    // A folder of a product's form may be a product's some day, and must have come from its service alone.
    private FolderRights RightsByRole(Principal caller, TableTarget target, BucketLocation folder) =>
        target is { Product: null, Domain: not null } && TableNames.IsVersioned(folder.Key.Split('/')[0]) ? FolderRights.Read : IcebergAccess.RightsTo(decisions, caller, target);

    // A caller who asks again soon gets the same: half of their time is left at least.
    private async Task<TableCredentials> FindAsync(string subject, BucketLocation folder, FolderRights rights, CancellationToken cancellationToken)
    {
        var key = (subject, folder, rights);
        var now = time.GetUtcNow();
        if (_given.TryGetValue(key, out var existing) && existing.Renews > now)
        {
            return existing.Vended;
        }

        var made = await service!.VendAsync(subject, folder, rights, cancellationToken);
        if (_given.Count >= MaxEntries)
        {
            _given.Clear();
        }

        _given[key] = new Given(made, now + ((made.ExpiresAt - now) / 2));
        return made;
    }

    private sealed record Given(TableCredentials Vended, DateTimeOffset Renews);
}
