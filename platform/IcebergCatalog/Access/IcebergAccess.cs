using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Buckets;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.IcebergCatalog.Access;

/// <summary>
/// Step 9 at the tables' endpoint. A product's main branch moves only for those whom policy permits to register the product, its own
/// service, so that nothing comes past the contract; its owners may prepare other branches. What no descriptor claims belongs to the people of its domain, and
/// what is no domain to the platform's administrators.
/// </summary>
internal sealed class IcebergAccess(ProductStore products, IMeshDomains domains, IBatchResults results, CatalogDecisions decisions, TableStorage storage)
{
    // The same for a domain's namespace and for any other: it does not say which it is.
    private const string Owners = "Tables that are no products are for the people of their namespace's domain, and where that is no domain for platform administrators.";

    /// <summary>Whether the caller sees that a namespace is there: a domain's its people and those who may discover a product of it, the platform's its administrators.</summary>
    public async Task<bool> MaySeeAsync(Principal caller, string? domain, CancellationToken cancellationToken)
    {
        if (domain is null || caller.Domain == domain || IsQueryProxy(caller))
        {
            return domain is not null || IsAdministrator(caller);
        }

        return await domains.ShowsAsync(decisions.Bundle, caller, domain, cancellationToken);
    }

    /// <summary>Those of some domains whose namespaces the caller sees.</summary>
    public async Task<IReadOnlyList<string>> VisibleAsync(Principal caller, IReadOnlyList<string> all, CancellationToken cancellationToken)
    {
        if (IsQueryProxy(caller))
        {
            return all;
        }

        var shown = await domains.ShownAsync(decisions.Bundle, caller, cancellationToken);
        return [.. all.Where(domain => caller.Domain == domain || shown.Contains(domain))];
    }

    /// <summary>Whether the caller makes and uses tables of a namespace that are no products': of a domain its people, else the platform's administrators.</summary>
    public static bool MayKeepTables(Principal caller, string? domain) => domain is null ? IsAdministrator(caller) : caller.Domain == domain;

    /// <summary>Refuses callers that may not make, change or drop a namespace.</summary>
    public void RequireNamespaceChange(Principal caller, NamespaceName name, string? domain, string actionText)
    {
        var reason = domain is null
            ? $"A namespace that is no domain is the platform administrators'; a domain's is there as soon as the domain registers a product."
            : $"The namespace of domain {domain} is its own people's to change.";
        Require(caller, MayKeepTables(caller, domain), product: null, $"{actionText} namespace {name}", reason);
    }

    /// <summary>
    /// Whether the caller may know that a table is there. What a removed product left is there for no caller: no contract says who may read it, and what is
    /// written to it would be the product's when it comes back.
    /// </summary>
    public async Task<bool> MayDiscoverAsync(Principal caller, TableTarget target, CancellationToken cancellationToken) =>
        target.Product is { } product
            ? IsOwnService(caller, product.Domain) || IsQueryProxy(caller)
                || (await products.FindAsync(new ProductReference(product, target.Major), cancellationToken) is { } details && decisions.MayDiscover(decisions.Bundle, caller, details))
            : MayKeepTables(caller, target.Domain) && (target.Domain is null || !TableNames.IsVersioned(target.Name));

    /// <summary>Refuses callers that may not know that a table is there; of a product's that is there it is recorded.</summary>
    /// <exception cref="IcebergRefusedException">For the caller there is no such table.</exception>
    public async Task RequireDiscoverAsync(Principal caller, TableTarget target, CancellationToken cancellationToken)
    {
        if (!await MayDiscoverAsync(caller, target, cancellationToken))
        {
            await RecordHiddenAsync(caller, target, cancellationToken);
            throw IcebergRefusedException.NoSuchTable(target.Requested);
        }
    }

    /// <summary>
    /// Refuses callers that may not take a table's files as they are. That is decided over every column that any schema of the
    /// table has or had: files written before a column was dropped still hold it.
    /// </summary>
    public async Task RequireReadAsync(Principal caller, TableTarget target, TableMetadata metadata, CancellationToken cancellationToken)
    {
        if (target.Product is not { } product)
        {
            Require(caller, MayKeepTables(caller, target.Domain), product: null, $"read table {target.Requested}", Owners);
            return;
        }

        if (IsOwnService(caller, product.Domain) || IsQueryProxy(caller))
        {
            return;
        }

        if ((await products.FindAsync(new ProductReference(product, target.Major), cancellationToken))?.Lifecycle is { State: MajorVersionState.Retired } retired)
        {
            decisions.Record(caller, AuditActions.ReadRaw, product, permit: false, $"Major version {target.Major} was retired.", []);
            throw IcebergRefusedException.Forbidden($"{product}@{target.Major} was retired{(retired.Successor is { } successor ? $"; {successor} takes its place" : "")}.");
        }

        var versions = await products.VersionsAsync(product, cancellationToken);
        var decision = decisions.Decide(caller, PolicyAction.ReadRaw, RawColumns.Resource(new ProductMajorVersion(product, target.Major), versions, metadata));
        if (!decision.Permit)
        {
            throw IcebergRefusedException.Forbidden($"{product}: {decision.ReasonWithRules} Ask in SQL or read a port: you get the rows as you may see them.");
        }

        // A store's credentials last for their time, and a grant may be taken back before.
        if (decision.Grants.Count > 0 && storage.IsRemote)
        {
            decisions.Record(caller, AuditActions.ReadRaw, product, permit: false, "Credentials cannot be taken back with a grant.", decision.RuleIds);
            throw IcebergRefusedException.Forbidden($"{product}: you may read it by a grant, which may be taken back at any time, and credentials for its files may not. Ask in SQL or read a port.");
        }
    }

    /// <summary>Returns a table as a caller that may load it sees it: what no main of a product had is for the product's domain, and for the query proxy.</summary>
    public static CatalogTable Shown(Principal caller, TableTarget target, CatalogTable table) => SeesBranches(caller, target) ? table : table.OnlyPublished;

    /// <summary>Refuses callers that may not make a table of a name; those that may not discover its product as if there were none.</summary>
    public async Task RequireCreateAsync(Principal caller, TableTarget target, CancellationToken cancellationToken)
    {
        if (target.Product is { } product && (MayKeepTables(caller, target.Domain) || await MayDiscoverAsync(caller, target, cancellationToken)))
        {
            RequireRegister(caller, product, $"create table {target.Requested}");
            return;
        }

        // The caller's own records do not distinguish a product that it may not know of from none.
        await RecordHiddenAsync(caller, target, cancellationToken);
        Require(caller, MayKeepTables(caller, target.Domain), product: null, $"create table {target.Requested}", Owners);
        if (TableNames.IsVersioned(target.Name))
        {
            throw IcebergRefusedException.BadRequest($"name: {target.Name} is of the form that products' tables have, and {target.Namespace} has no such product. Register the product first, or choose a name that does not end in _v and digits.");
        }
    }

    /// <summary>Refuses callers that may not drop, purge or rename a table.</summary>
    public void RequireRemoval(Principal caller, TableTarget target, string actionText)
    {
        if (target.Product is { } product)
        {
            RequireRegister(caller, product, $"{actionText} table {target.Requested}");
        }
        else
        {
            Require(caller, MayKeepTables(caller, target.Domain), product: null, $"{actionText} table {target.Requested}", Owners);
        }
    }

    /// <summary>Refuses callers that may not make a change of a table.</summary>
    public void RequireCommit(Principal caller, TableTarget target, TableCommit commit)
    {
        if (target.Product is not { } product)
        {
            Require(caller, MayKeepTables(caller, target.Domain), product: null, $"commit to table {target.Requested}", Owners, silent: true);
            return;
        }

        var register = decisions.DecideByName(caller, PolicyAction.Register, product);
        if (!register.Permit)
        {
            var operate = decisions.DecideByName(caller, PolicyAction.Operate, product);
            var permit = operate.Permit && IsOwner(caller, product.Domain) && commit.Updates.All(IsOfABranch);
            if (permit && commit.Updates.Select(NameOf).OfType<string>().FirstOrDefault(PinTag.IsOne) is { } pin)
            {
                Require(caller, permit: false, product, $"set or remove {pin} of table {target.Requested}", $"Names of this form are of readers' pins. Set or end a pin of your own at /products/{product}/pins/<id>, or choose another name.", operate);
            }

            if (permit && commit.Updates.OfType<SetSnapshotReference>().FirstOrDefault(set => HistoryTag.IsOne(set.Name)) is { Name: var history })
            {
                Require(caller, permit: false, product, $"set {history} of table {target.Requested}", "Names of this form are of the hours and days of the table's history. Choose another name.", operate);
            }

            Require(caller, permit, product, $"commit to table {target.Requested}", Endpoint(product), permit ? operate : register);
        }
    }

    /// <summary>Refuses a batch's result that the product's own service does not send, or that no batch of the table can have.</summary>
    public void RequireReport(Principal caller, TableTarget target, BatchReport report)
    {
        if (target.Product is not { } product)
        {
            Require(caller, permit: false, product: null, $"report on a batch of table {target.Requested}", "Only a product has batches that are reported.");
        }
        else if (decisions.DecideByName(caller, PolicyAction.Register, product) is { Permit: false } refused)
        {
            Require(caller, permit: false, product, $"report on a batch of table {target.Requested}", "Only the service of a product's domain reports on its batches.", refused);
        }
        else if (results.Problem(report) is { } problem)
        {
            throw IcebergRefusedException.BadRequest($"mesh-report.{problem}");
        }
        else if (report.Version.Major != target.Major || report.SnapshotId is null)
        {
            throw IcebergRefusedException.BadRequest($"mesh-report: must be of major version {target.Major}, the table's, and name the snapshot of its commit. A batch that no commit publishes is reported with POST /products/{product}/quality.");
        }
    }

    /// <summary>
    /// Refuses a tag of a product's on a state that its main never had: what a tag names is for every reader, and only what main had
    /// was validated against the contract.
    /// </summary>
    /// <param name="target">The table.</param>
    /// <param name="before">Its metadata before; null for a new table.</param>
    /// <param name="after">Its metadata after.</param>
    public static void RequirePublishedTags(TableTarget target, TableMetadata? before, TableMetadata after)
    {
        if (target.Product is not { } product)
        {
            return;
        }

        foreach (var (name, reference) in after.References.Where(named => named.Value.Kind == SnapshotReferenceKind.Tag))
        {
            // A branch of the name proves nothing: its owners set it on what they like.
            if (before?.Reference(name) is { Kind: SnapshotReferenceKind.Tag } set && set.SnapshotId == reference.SnapshotId)
            {
                continue;
            }

            if (!after.WasMain(reference.SnapshotId) && before?.IsPublished(reference.SnapshotId) is not true)
            {
                throw IcebergRefusedException.Forbidden($"You may not set tag {name} of {product}: its main never had snapshot {reference.SnapshotId}. What a tag names is for every reader; publish the branch first (POST /products/{product.Product}/branches/<branch>/publish of the domain's service) and tag what main has then.");
            }
        }
    }

    /// <inheritdoc cref="CatalogDecisions.RecordedAsync"/>
    public Task RecordedAsync() => decisions.RecordedAsync();

    /// <summary>
    /// Returns the rights of a caller that may load a table to its files: only a product's own service may write them, except for
    /// those of its owners' branches.
    /// </summary>
    public static FolderRights RightsTo(CatalogDecisions decisions, Principal caller, TableTarget target) => target.Product is { } product
        ? decisions.DecideByName(caller, PolicyAction.Register, product).Permit ? FolderRights.Write
            : IsOwner(caller, product.Domain) && decisions.DecideByName(caller, PolicyAction.Operate, product).Permit ? FolderRights.AddToBranches
            : SeesBranches(caller, target) ? FolderRights.Read
            : FolderRights.ReadPublished
        : MayKeepTables(caller, target.Domain) ? FolderRights.Write : FolderRights.Read;

    /// <summary>Whether a caller may know where the files of a table are, if they cannot be read: those who make them, and the query proxy.</summary>
    public static bool MayKnowPaths(Principal caller, TableTarget target) => MayKeepTables(caller, target.Domain) || IsQueryProxy(caller);

    public static bool IsOwnService(Principal caller, string domain) => caller.Domain == domain && caller.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);

    private static bool SeesBranches(Principal caller, TableTarget target) => target.Product is not { } product || caller.Domain == product.Domain || IsQueryProxy(caller);

    private static bool IsOwner(Principal caller, string domain) => caller.Domain == domain && caller.Roles.Contains(MeshRoles.Owner, StringComparer.Ordinal);

    private static bool IsOfABranch(TableUpdate update) => update is AddSnapshot || NameOf(update) is not (null or SnapshotReference.Main);

    private static string? NameOf(TableUpdate update) => update switch
    {
        SetSnapshotReference set => set.Name,
        RemoveSnapshotReference removed => removed.Name,
        _ => null,
    };

    private static bool IsAdministrator(Principal caller) => caller.Roles.Contains(MeshRoles.PlatformAdmin, StringComparer.Ordinal);

    /// <summary>Whether the caller is the query proxy, which decides for its callers.</summary>
    public static bool IsQueryProxy(Principal caller) => PlatformServices.Is(caller, PlatformServices.Query);

    private static string Endpoint(DataProductId product) =>
        $"{product} is a data product: its table is written by its domain's own service alone, which holds every row against the contract. Emit to the product; or, as its owner, write a branch other than main and have it audited and published.";

    private async Task RecordHiddenAsync(Principal caller, TableTarget target, CancellationToken cancellationToken)
    {
        if (target.Product is { } product && await products.FindAsync(new ProductReference(product, target.Major), cancellationToken) is { } hidden)
        {
            decisions.Decide(caller, PolicyAction.Discover, hidden);
        }
    }

    // What a product's table holds is published: those may write it who may register the product.
    private void RequireRegister(Principal caller, DataProductId product, string actionText)
    {
        var decision = decisions.DecideByName(caller, PolicyAction.Register, product);
        Require(caller, decision.Permit, product, actionText, Endpoint(product), decision);
    }

    private void Require(Principal caller, bool permit, DataProductId? product, string actionText, string reason, PolicyDecision? decision = null, bool silent = false)
    {
        if (!permit || !silent)
        {
            decisions.Record(caller, AuditActions.Operate, product, permit, permit ? $"May {actionText}." : $"May not {actionText}. {reason}", decision?.RuleIds ?? []);
        }

        if (!permit)
        {
            throw IcebergRefusedException.Forbidden($"You may not {actionText}. {reason}");
        }
    }
}
