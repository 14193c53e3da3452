using System.Collections.Concurrent;
using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>
/// Gives who may read a table's files as they are credentials for them, to read; and who may commit files to the table, to write, but for
/// its metadata files. What it gives is written down like the decision before it. Where tables are in folders it gives nothing.
/// </summary>
/// <param name="tokens">The store's token service; null where nothing is vended.</param>
/// <param name="decisions">Writes down what was given.</param>
/// <param name="time">The time.</param>
internal sealed class CredentialVendor(TokenService? tokens, CatalogDecisions decisions, TimeProvider time)
{
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<(string Subject, S3Location Folder, FolderRights Rights), Given> _given = new();

    /// <summary>Credentials for a table that the caller was let load.</summary>
    /// <param name="caller">The caller; <see cref="IcebergAccess.RequireReadAsync"/> permitted it.</param>
    /// <param name="target">The table.</param>
    /// <param name="location">The table's location.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where nothing is vended.</returns>
    /// <exception cref="IcebergRefusedException">The token service does not answer, or the table is where no policy can name it alone.</exception>
    public async Task<VendedCredentials?> VendAsync(Principal caller, TableTarget target, string location, CancellationToken cancellationToken)
    {
        if (tokens is null || !S3Location.IsOne(location))
        {
            return null;
        }

        var folder = S3Location.Parse(location);
        if (!SessionPolicy.CanName(folder))
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
    public async Task<VendedCredentials?> ToPurgeAsync(Principal caller, string location, CancellationToken cancellationToken) =>
        tokens is not null && S3Location.IsOne(location) && S3Location.Parse(location) is var folder && SessionPolicy.CanName(folder)
            ? await FindAsync(caller.Subject, folder, FolderRights.Write, cancellationToken)
            : null;

    // A folder of a product's form may be a product's some day, and must have come from its service alone.
    private FolderRights RightsTo(Principal caller, TableTarget target, S3Location folder) =>
        target is { Product: null, Domain: not null } && TableNames.IsVersioned(folder.Key.Split('/')[0]) ? FolderRights.Read : IcebergAccess.RightsTo(decisions, caller, target);

    // A caller who asks again soon gets the same: half of their time is left at least.
    private async Task<VendedCredentials> FindAsync(string subject, S3Location folder, FolderRights rights, CancellationToken cancellationToken)
    {
        var key = (subject, folder, rights);
        var now = time.GetUtcNow();
        if (_given.TryGetValue(key, out var existing) && existing.Renews > now)
        {
            return existing.Vended;
        }

        var made = await tokens!.AssumeAsync(subject, folder, rights, cancellationToken);
        if (_given.Count >= MaxEntries)
        {
            _given.Clear();
        }

        _given[key] = new Given(made, now + ((made.ExpiresAt - now) / 2));
        return made;
    }

    private sealed record Given(VendedCredentials Vended, DateTimeOffset Renews);
}
