using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Rules;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Sdk.Access;

/// <summary>Step 9 at a domain's own ports: decides by the mesh's policy what a reader may see, and has it written down.</summary>
internal sealed class DataAccess(PolicyBundleClient policy, AuditClient audit, RegisteredProducts registered, CatalogClient catalog, OwnDomain domain, TimeProvider time)
{
    /// <summary>Decides whether a principal may know that a product exists.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be known.</exception>
    public bool MayDiscover(Principal principal, OwnProduct product) =>
        Decide(Bundle, principal, product, PolicyAction.Discover).Permit;

    /// <summary>Whether a principal may know how many rows a product has (<see cref="PolicyEngine.SeesCounts"/>). The platform's own services measure by their number.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be known.</exception>
    public bool SeesCounts(Principal principal, OwnProduct product) => SeesCounts(policy.Current, principal, registered.ResourceOf(product));

    /// <summary>Whether a principal may know of a product that this service consumes, and how many rows it has, by its contract in the catalog; not while the catalog does not answer.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be known.</exception>
    public async Task<bool> SeesCountsAsync(Principal principal, ProductReference product, CancellationToken cancellationToken)
    {
        try
        {
            var bundle = policy.Current;
            return await catalog.FindAsync(product, cancellationToken) is { } found
                && PolicyResource.FromProduct(found) is var resource
                && PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, resource).Permit
                && SeesCounts(bundle, principal, resource);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Decides as <see cref="MayDiscover"/> about the product that a request names, and writes a refusal down.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be known.</exception>
    /// <exception cref="AuditUnavailableException">The refusal cannot be written down.</exception>
    public bool MayFind(Principal principal, OwnProduct product)
    {
        var decision = Decide(Bundle, principal, product, PolicyAction.Discover);
        if (!decision.Permit)
        {
            Record(principal, product, PolicyAction.Discover, decision);
        }

        return decision.Permit;
    }

    /// <summary>Decides whether and how a principal may do something with a product, by a bundle that was taken for all decisions of one request.</summary>
    public PolicyDecision Decide(PolicyBundle bundle, Principal principal, OwnProduct product, PolicyAction action) =>
        PolicyEngine.Decide(bundle, principal, action, registered.ResourceOf(product));

    /// <summary>A decision to read, as an answer that it permits is watched with.</summary>
    public AnswerDecision Watched(Principal principal, OwnProduct product, PolicyDecision decision) => new(principal, PolicyAction.Read, registered.ResourceOf(product), decision);

    /// <summary>Whether a rule of a bundle denies a principal to read a product with a grant, too (<see cref="PolicyExplanation.DeniedDespiteGrant"/>).</summary>
    public bool IsBeyondGrants(PolicyBundle bundle, Principal principal, OwnProduct product) => PolicyExplanation.DeniedDespiteGrant(bundle, principal, registered.ResourceOf(product)) is not null;

    /// <summary>The bundle in force; take it once per request.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be done.</exception>
    public PolicyBundle Bundle => policy.Current;

    /// <summary>Writes a decision down. The answer of the request waits until it is on disk.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be written down: it may not take effect.</exception>
    /// <returns>The record.</returns>
    public AuditRecord Record(Principal principal, OwnProduct product, PolicyDecision decision) => Record(principal, product, PolicyAction.Read, decision);

    /// <summary>Writes down how an answer ended that a decision permitted. Nothing waits for it.</summary>
    public void RecordEnd(AuditRecord decision, string outcome, long rows, IReadOnlyList<string> columns, string reason) =>
        audit.RecordEnd(decision.ToEnd(time, outcome, rows, columns, reason), audit.RecordedAsync());

    /// <summary>Writes a decision about an action down, as <see cref="Record(Principal, OwnProduct, PolicyDecision)"/>.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be written down: it may not take effect.</exception>
    /// <returns>The record.</returns>
    public AuditRecord Record(Principal principal, OwnProduct product, PolicyAction action, PolicyDecision decision)
    {
        var record = Record(principal, product, ActionOf(action), decision, decision.Reason);
        audit.Record(record);
        return record;
    }

    /// <summary>Writes down that a caller who may do so does something to a product. It completes when that is on disk, before it is done.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be written down: it may not be done.</exception>
    public Task RecordOperationAsync(Principal principal, OwnProduct product, PolicyDecision decision, string actionText) =>
        audit.RecordAsync(Record(principal, product, AuditActions.Operate, decision, actionText));

    /// <summary>Writes down a decision about an operation of the domain that is of no product alone. It completes when that is on disk, before it is done.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be written down: it may not be done.</exception>
    public Task RecordOperationAsync(Principal principal, bool permit, string reason) => audit.RecordAsync(principal.ToRecord(time, domain.Name, AuditActions.Operate, permit, reason));

    private static bool SeesCounts(PolicyBundle bundle, Principal principal, PolicyResource resource) =>
        PlatformServices.Include(principal) || PolicyEngine.SeesCounts(bundle, principal, resource);

    private AuditRecord Record(Principal principal, OwnProduct product, string action, PolicyDecision decision, string reason) =>
        principal.ToRecord(time, domain.Name, action, decision.Permit, reason) with
        {
            Product = product.Name,
            RuleIds = decision.RuleIds,
            MaskedColumns = [.. decision.Masks.Keys],
            PolicyVersion = decision.BundleVersion,
            // A product that the caller may not discover is not found before any other decision.
            Concealed = decision.Permit ? null : action == AuditActions.Discover,
        };

    private static string ActionOf(PolicyAction action) => action switch
    {
        PolicyAction.Read => AuditActions.Read,
        PolicyAction.Discover => AuditActions.Discover,
        _ => AuditActions.Operate,
    };
}
