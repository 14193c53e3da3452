using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Resolves subjects' names and decides who may see and write them.</summary>
internal sealed class RegistryAccess(CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Finds out whether a subject is a product's, and which.</summary>
    public async Task<SubjectKey> ResolveAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken)
    {
        if (!ProductSubject.TryParse(subject, out var product, out var major)
            || await MajorVersionRows.ListAsync(connection, product, cancellationToken) is not { Count: > 0 } majorVersions)
        {
            return new SubjectKey(subject, subject, Product: null, Major: 0);
        }

        var now = time.GetUtcNow();
        var number = major ?? (majorVersions.Where(row => row.IsInUse(now)).MaxBy(row => row.Major) ?? majorVersions.MaxBy(row => row.Major)!).Major;
        return new SubjectKey(subject, ProductSubject.NameOf(product, number), product, number);
    }

    /// <summary>
    /// Whether the caller may know of a subject: one of a product that the caller may not discover is, to the caller, not there. Nor is what a removed product left,
    /// to anyone: no contract says who may know of it.
    /// </summary>
    public async Task<bool> SeesAsync(NpgsqlConnection connection, Principal principal, SubjectKey subject, CancellationToken cancellationToken) =>
        subject.Product is not { } product
            ? !ProductSubject.IsOfMajor(subject.Name)
            : (await VisibleAsync(connection, principal, [product], cancellationToken)).ContainsKey(new ProductMajorVersion(product, subject.Major));

    /// <summary>The major versions of some products that the caller may know of, each decided by its own contract, and whether it is its product's default.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, bool>> VisibleAsync(
        NpgsqlConnection connection, Principal principal, IEnumerable<DataProductId> products, CancellationToken cancellationToken)
    {
        var names = products.Select(product => product.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return new Dictionary<ProductMajorVersion, bool>();
        }

        var (bundle, now) = (decisions.Bundle, time.GetUtcNow());
        var majorVersions = await connection.QueryAsync<(string Details, string? Others, bool IsInUse)>(
            $"""
            SELECT v.details, {VersionTerms.OfOthers} AS others, v.in_use FROM (
                SELECT DISTINCT ON (v.name, v.major) v.name, v.major, v.minor, v.patch, v.details::text, {MajorVersionsInUse.Condition} AS in_use
                FROM product_versions v JOIN major_lives m ON m.name = v.name AND m.major = v.major
                WHERE v.name = ANY (@Names)
                ORDER BY v.name, v.major, v.minor DESC, v.patch DESC) v
            """,
            new { Names = names, Now = now },
            cancellationToken);
        return majorVersions.Select(row => (Product: VersionTerms.Read(row.Details, row.Others), row.IsInUse))
            .GroupBy(major => major.Product.Name)
            .SelectMany(product => product.OrderByDescending(major => major.IsInUse).ThenByDescending(major => major.Product.Version.Major).Select((major, place) => (major.Product, IsDefault: place == 0)))
            .Where(major => PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, PolicyResource.FromProduct(major.Product)).Permit)
            .ToDictionary(major => major.Product.ProductMajorVersion, major => major.IsDefault);
    }

    /// <summary>
    /// The newest contract that the caller may know of in each version of products' subjects that holds contracts; null where the caller may know of none. An
    /// older contract may be a stricter one than that of the major version: what only such contracts are in is, to the caller, not there.
    /// </summary>
    public async Task<IReadOnlyDictionary<(string Subject, int Version), ProductDetails?>> ContractsAsync(
        NpgsqlConnection connection, Principal principal, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        if (subjects.Count == 0)
        {
            return new Dictionary<(string, int), ProductDetails?>();
        }

        var bundle = decisions.Bundle;
        return (await ContractTable.ListAsync(connection, subjects, cancellationToken))
            .GroupBy(held => (held.Subject, held.Version), held => held.Contract)
            .ToDictionary(
                version => version.Key,
                version => version.LastOrDefault(contract => PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, PolicyResource.FromProduct(contract)).Permit));
    }

    /// <summary>Refuses callers that may not write a subject.</summary>
    public void RequireWrite(Principal principal, SubjectKey subject)
    {
        if (subject.Product is { } product)
        {
            var decision = decisions.DecideByName(principal, PolicyAction.Operate, product);
            if (decision.Permit && IsOfDomain(principal, product.Domain))
            {
                decisions.Record(principal, AuditActions.Operate, product, permit: true, "May write the product's subject.", decision.RuleIds);
                return;
            }

            decisions.Record(principal, AuditActions.Operate, product, permit: false, $"Only the service and the owners of domain {product.Domain} are answered about writing the product's subject, if policy permits them to operate it.", decision.RuleIds);
            throw NotYours(principal, subject);
        }

        var permit = Keeps(principal, subject);
        decisions.Record(principal, AuditActions.Operate, product: null, permit, $"{(permit ? "May" : "May not")} write subject {Quoted.Text(subject.Requested)}.", []);
        if (!permit)
        {
            throw NotYours(principal, subject);
        }
    }

    /// <summary>Whether the caller keeps a subject that is no product's: it writes its versions.</summary>
    public static bool Keeps(Principal principal, SubjectKey subject)
    {
        var dot = subject.Name.IndexOf('.', StringComparison.Ordinal);
        return subject.Product is null && (IsPlatformAdmin(principal) || (dot > 0 && IsOfDomain(principal, subject.Name[..dot])));
    }

    // The same of a product's subject and of one that is not there: it does not say which it is.
    private static RequestRefusedException NotYours(Principal principal, SubjectKey subject) => new(RegistryErrors.Forbidden(
        $"Subject '{subject.Requested}' is not yours to write: a domain's service and owner write the subjects that begin with its name and a dot, platform-admin every name that is no product's; you are {principal.Subject} of {principal.Domain ?? "no domain"}."));

    /// <summary>Refuses callers that may not change settings of all subjects.</summary>
    public void RequireOperate(Principal principal)
    {
        var decision = decisions.DecideByName(principal, PolicyAction.Operate, product: null);
        decisions.Record(principal, PolicyAction.Operate, product: null, decision);
        if (!decision.Permit)
        {
            throw new RequestRefusedException(RegistryErrors.Forbidden($"What holds for all subjects is set by those who may operate every product. {decision.Reason}"));
        }
    }

    /// <summary>Refuses callers that may not import schemas with their ids: all but the platform's administrator.</summary>
    public void RequireImport(Principal principal)
    {
        var permit = IsPlatformAdmin(principal);
        decisions.Record(principal, AuditActions.Operate, product: null, permit, permit ? "May import schemas with their ids." : "Only platform-admin imports schemas with their ids.", []);
        if (!permit)
        {
            throw new RequestRefusedException(RegistryErrors.Forbidden("Ids are imported by platform-admin only: the ids of all subjects are one sequence."));
        }
    }

    /// <inheritdoc cref="CatalogDecisions.RecordedAsync"/>
    public Task RecordedAsync() => decisions.RecordedAsync();

    private static bool IsOfDomain(Principal principal, string domain) =>
        principal.Domain == domain && (principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal) || principal.Roles.Contains(MeshRoles.Owner, StringComparer.Ordinal));

    private static bool IsPlatformAdmin(Principal principal) => principal.Roles.Contains(MeshRoles.PlatformAdmin, StringComparer.Ordinal);
}
