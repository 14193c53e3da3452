using System.Text.Json;
using MeshStarter.Contracts.Quality;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>Step 9 for how a product runs: admits those whom policy permits to operate it (<c>operate</c>) to its quarantine, reports, publishing, history, branches, source, refill and pipeline.</summary>
internal sealed class OperationEnforcementPoint(VisibleOwnProducts products, DataAccess access)
{
    /// <summary>Finds the product that an address names, and decides whether the caller may operate it.</summary>
    /// <exception cref="RequestRefusedException">It may not. That is audited, and answered as a product that does not exist where the caller may not know of it.</exception>
    public PortOperator Enter(HttpContext http, string product) => Enter(http, products.Find(http.User, product));

    /// <summary>As <see cref="Enter(HttpContext, string)"/>, of the product whose table an address names.</summary>
    public PortOperator EnterTable(HttpContext http, string product) => Enter(http, products.FindTable(http.User, product));

    private PortOperator Enter(HttpContext http, OwnProduct own)
    {
        var (bundle, principal) = (access.Bundle, http.User.ToPrincipal());
        var caller = new PortOperator(principal, own, access.Decide(bundle, principal, own, PolicyAction.Operate), access.Decide(bundle, principal, own, PolicyAction.Read));
        if (!caller.Decision.Permit)
        {
            access.Record(principal, own, PolicyAction.Operate, caller.Decision);
            throw new RequestRefusedException(PortProblems.NotOperated(own, caller.Decision));
        }

        return caller;
    }

    /// <summary>As <see cref="Enter(HttpContext, string)"/>, for a part that not each product has, such as its pipeline.</summary>
    /// <param name="http">The request.</param>
    /// <param name="product">The name in the address.</param>
    /// <param name="find">Finds the part of the product.</param>
    /// <param name="none">Says of a product that it has none, and where one would be.</param>
    public (PortOperator Operator, TPart Part) Enter<TPart>(HttpContext http, string product, Func<OwnProduct, TPart?> find, string none)
        where TPart : class
    {
        var caller = Enter(http, product);
        return (caller, find(caller.Product) ?? throw new RequestRefusedException(PortProblems.NotFound($"product: {caller.Product.Name} {none}")));
    }

    /// <summary>Audits what an operator does. It must be called before it is done.</summary>
    /// <exception cref="Platform.Enforcement.Journal.AuditUnavailableException">It cannot be audited, so it may not be done.</exception>
    public Task RecordAsync(PortOperator caller, string actionText) => access.RecordOperationAsync(caller.Principal, caller.Product, caller.Decision, actionText);

    /// <summary>
    /// A quarantined batch as an operator may see it: its rows as the operator may read them, none where it may not. Rows whose columns are of
    /// a check's own cannot be masked.
    /// </summary>
    public static QuarantinedBatch Visible(PortOperator caller, QuarantinedBatch batch)
    {
        var (read, resource) = (caller.Read, PolicyResource.FromDescriptor(caller.Product.Descriptor));
        return read is { Permit: true, HasObligations: false }
            ? batch
            : batch with { Results = [.. batch.Results.Select(result => result with { Sample = result.Check.HasOwnColumns ? [] : [.. result.Sample.Where(row => row.ValueKind == JsonValueKind.Object).Select(row => read.Visible(row, resource)).OfType<JsonElement>()] })] };
    }
}
