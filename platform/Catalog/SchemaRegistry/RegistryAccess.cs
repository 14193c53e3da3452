using System.Text.Json;
using Dapper;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>What a subject's name stands for, and who may see and write it.</summary>
internal sealed class RegistryAccess(CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Finds out whether a subject is a product's, and which.</summary>
    public async Task<SubjectKey> ResolveAsync(NpgsqlConnection connection, string subject, CancellationToken cancellationToken)
    {
        if (!ProductSubject.TryParse(subject, out var product, out var major)
            || await LifecycleStore.ListAsync(connection, product, cancellationToken) is not { Count: > 0 } majors)
        {
            return new SubjectKey(subject, subject, Product: null, Major: 0);
        }

        var now = time.GetUtcNow();
        var number = major ?? (majors.Where(row => row.IsInUse(now)).MaxBy(row => row.Major) ?? majors.MaxBy(row => row.Major)!).Major;
        return new SubjectKey(subject, ProductSubject.NameOf(product, number), product, number);
    }

    /// <summary>Whether the caller may know of a subject: one of a product that the caller may not discover is, to the caller, not there.</summary>
    public async Task<bool> SeesAsync(NpgsqlConnection connection, Principal principal, SubjectKey subject, CancellationToken cancellationToken) =>
        subject.Product is not { } product || (await VisibleAsync(connection, principal, [product], cancellationToken)).Contains(product);

    /// <summary>Those of some products that the caller may know of.</summary>
    public async Task<IReadOnlySet<DataProductId>> VisibleAsync(NpgsqlConnection connection, Principal principal, IEnumerable<DataProductId> products, CancellationToken cancellationToken)
    {
        var names = products.Select(product => product.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return new HashSet<DataProductId>();
        }

        var bundle = decisions.Bundle;
        var details = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT ON (name) details::text FROM product_versions WHERE name = ANY (@Names) ORDER BY name, major DESC, minor DESC, patch DESC",
            new { Names = names },
            cancellationToken: cancellationToken));
        return details.Select(json => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!)
            .Where(product => PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, PolicyResource.FromProduct(product)).Permit)
            .Select(product => product.Name)
            .ToHashSet();
    }

    /// <summary>Those of some products that are registered at all.</summary>
    public static async Task<IReadOnlySet<DataProductId>> KnownAsync(NpgsqlConnection connection, IEnumerable<DataProductId> products, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT name FROM product_majors WHERE name = ANY (@Names)",
            new { Names = products.Select(product => product.ToString()).ToArray() },
            cancellationToken: cancellationToken))).Select(DataProductId.Parse).ToHashSet();

    /// <summary>What keeps the caller from writing a subject; null when nothing does.</summary>
    public RegistryAnswer? WriteProblem(Principal principal, SubjectKey subject)
    {
        if (subject.Product is { } product)
        {
            if (principal.Domain == product.Domain && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal))
            {
                return null;
            }

            decisions.Record(principal, AuditActions.Register, product, permit: false, $"Only the service of domain {product.Domain} writes the product's subject.", []);
            return RegistryErrors.Forbidden($"Subject '{subject.Asked}' is written by the service of domain {product.Domain} only; you are {principal.Subject} of {principal.Domain ?? "no domain"}.");
        }

        var dot = subject.Name.IndexOf('.', StringComparison.Ordinal);
        var domain = dot < 0 ? null : subject.Name[..dot];
        return IsPlatformAdmin(principal)
            || (domain is { Length: > 0 } && principal.Domain == domain && (principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal) || principal.Roles.Contains(MeshRoles.Owner, StringComparer.Ordinal)))
            ? null
            : RegistryErrors.Forbidden($"Subject '{subject.Asked}' is not yours to write: a domain's service and owner write the subjects that begin with its name and a dot, platform-admin every name; you are {principal.Subject} of {principal.Domain ?? "no domain"}.");
    }

    /// <summary>What keeps the caller from setting what holds for all subjects; null when nothing does.</summary>
    public static RegistryAnswer? OperateProblem(Principal principal) =>
        IsPlatformAdmin(principal) ? null : RegistryErrors.Forbidden("What holds for all subjects is set by platform-admin.");

    private static bool IsPlatformAdmin(Principal principal) => principal.Roles.Contains(MeshRoles.PlatformAdmin, StringComparer.Ordinal);
}
