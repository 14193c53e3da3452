using System.Diagnostics;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Step 8: takes a product into the catalog, or says what keeps it out: the mesh's policy (register), the descriptor itself, the mesh's rules,
/// or the existing version.
/// </summary>
internal sealed partial class ProductRegistry(
    ProductStore store, RegistrationIntake intake, RefusedVersions refused, CatalogDecisions decisions, DomainAddresses addresses, InputFreshness inputs, IServer server, TimeProvider time,
    ILogger<ProductRegistry> logger)
{
    public async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> RegisterAsync(
        Principal principal, DataProductId name, ProductVersion version, ProductRegistration registration, CancellationToken cancellationToken)
    {
        // Others than the service itself may try a version that the service does not have.
        var isOfService = principal.Domain == name.Domain && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);
        var answer = await DecideAsync(principal, name, version, registration, isOfService, cancellationToken);
        if (isOfService && answer.Result is ProblemHttpResult { StatusCode: StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity })
        {
            await refused.AddAsync(name, version, cancellationToken);
        }

        return answer;
    }

    private async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> DecideAsync(
        Principal principal, DataProductId name, ProductVersion version, ProductRegistration registration, bool isOfService, CancellationToken cancellationToken)
    {
        var bundle = decisions.Bundle;
        var read = DescriptorReader.Read(registration.Descriptor, registration.File);
        var resource = await ResourceAsync(name, read.Descriptor, cancellationToken);
        var byName = PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Register, name);
        var decision = resource is null ? byName : PolicyEngine.Decide(bundle, principal, PolicyAction.Register, resource);
        if (!decision.Permit)
        {
            // The name is what the caller knows: the reason reports nothing of a product that it may not discover.
            decisions.Record(principal, PolicyAction.Register, name, decision);
            return CatalogProblems.Forbidden($"name: {(byName.Permit ? decision : byName).Reason} You are {principal.Subject} of {principal.Domain ?? "no domain"}.");
        }

        if (read.Descriptor is not { } descriptor || !read.IsValid)
        {
            return Refused(ProblemTypes.DescriptorInvalid, read.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
        }

        var others = await ReferredToAsync(bundle, principal, descriptor, cancellationToken);
        if (others.Count > 0 && DescriptorReader.Read(registration.Descriptor, registration.File, others.GetValueOrDefault) is { IsValid: false } held)
        {
            return Refused(ProblemTypes.DescriptorInvalid, held.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
        }

        if (descriptor.Name != name || descriptor.Version != version)
        {
            return CatalogProblems.BadRequest($"name: the descriptor is of {descriptor.Name} {descriptor.Version}, the address of {name} {version}; both must be the same.");
        }

        if (PortProblem(descriptor, registration.Ports) is { } portProblem)
        {
            decisions.Record(principal, AuditActions.Register, name, permit: false, "The addresses of its ports are not those that the mesh gave its domain.", []);
            return CatalogProblems.BadRequest(portProblem);
        }

        // A rule that asks for the classification asks for the one in force.
        var classification = resource?.InForce(bundle).Classification ?? descriptor.Access.Classification;
        var inputsKnown = await KnownAsync(bundle, principal, descriptor.Inputs, cancellationToken);
        var violations = DescriptorLint.Check(bundle, descriptor with { Access = descriptor.Access with { Classification = classification } }, inputsKnown.Contains);
        if (violations.Any(violation => violation.Severity == IssueSeverity.Error))
        {
            decisions.Record(principal, AuditActions.Register, name, permit: false, "The descriptor breaks rules of the mesh.", [.. violations.Select(violation => violation.RuleId)]);
            return Refused(ProblemTypes.PolicyViolation, violations.Where(violation => violation.Severity == IssueSeverity.Error));
        }

        RegistrationResult result;
        try
        {
            result = await intake.RegisterAsync(
                new PendingRegistration(descriptor.ToDetails(registration.Ports, time.GetUtcNow()), registration.Descriptor, bundle.Evolution.Notice, isOfService, RecordAsync), cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire)
        {
            return CatalogProblems.Of(StatusCodes.Status422UnprocessableEntity, ProblemTypes.DescriptorInvalid, $"{registration.File}: a text holds the character U+0000, which no reader can read. Leave it out.");
        }

        switch (result)
        {
            case RegistrationResult.Conflict conflict:
                decisions.Record(principal, AuditActions.Register, name, permit: false, $"Version {version} does not fit alongside those that stand.", []);
                return CatalogProblems.VersionConflict(conflict.Problem, conflict.Least);
            case RegistrationResult.Stored kept:
                // At every start each product comes again, at another address: that is no news.
                LogRegistered(logger, kept.Outcome == RegistrationOutcome.Created ? LogLevel.Information : LogLevel.Debug, name, version, kept.Outcome);
                return TypedResults.Ok(decisions.InForce(bundle, kept.Product) with { Warnings = await inputs.WarningsAsync(principal, kept.Product, kept.Sources, cancellationToken) });
            default:
                throw new UnreachableException();
        }

        Task RecordAsync(RegistrationOutcome outcome)
        {
            decisions.Record(principal, AuditActions.Register, name, permit: true, $"Version {version} is registered ({outcome}).", decision.RuleIds);
            return decisions.RecordedAsync();
        }
    }

    // Without a descriptor of the product nothing but its name counts.
    private async Task<PolicyResource?> ResourceAsync(DataProductId name, DataProductDescriptor? descriptor, CancellationToken cancellationToken)
    {
        if (descriptor is null || descriptor.Name != name)
        {
            return null;
        }

        var stricter = VersionTerms.Stricter(descriptor.ToDetails([], time.GetUtcNow()), await store.VersionsAsync(name, cancellationToken));
        return PolicyResource.FromDescriptor(descriptor) with { Stricter = stricter ?? [] };
    }

    // Those that are registered and that the caller may know of; the others may come later.
    private async Task<Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>>> ReferredToAsync(PolicyBundle bundle, Principal principal, DataProductDescriptor descriptor, CancellationToken cancellationToken)
    {
        Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> schemas = [];
        foreach (var other in descriptor.Quality.Checks.OfType<ReferentialCheck>().Select(check => check.ToProduct).Distinct())
        {
            if (await store.FindAsync(new ProductReference(other, Major: null), cancellationToken) is { } found && decisions.MayDiscover(bundle, principal, found))
            {
                schemas[other] = found.Schema;
            }
        }

        return schemas;
    }

    // A product that the caller may not discover is, for the caller, not there.
    private async Task<HashSet<DataProductId>> KnownAsync(PolicyBundle bundle, Principal principal, IReadOnlyList<DataProductId> names, CancellationToken cancellationToken)
    {
        HashSet<DataProductId> known = [];
        foreach (var name in names)
        {
            if (await store.FindAsync(new ProductReference(name, Major: null), cancellationToken) is { } found && decisions.MayDiscover(bundle, principal, found))
            {
                known.Add(name);
            }
        }

        return known;
    }

    private string? PortProblem(DataProductDescriptor descriptor, IReadOnlyList<PortLocation> ports)
    {
        if (!ports.Select(port => port.Type).Order().SequenceEqual(descriptor.Ports.Order()))
        {
            return $"ports: must give an address for each port of the descriptor ({string.Join(", ", descriptor.Ports)}) and no other.";
        }

        if (ports.FirstOrDefault(port => VisibleText.Refused(port.Url, hasLines: false) is not null) is { } unreadable)
        {
            return $"ports: {Quoted.Text(unreadable.Url)} holds control characters. Remove them.";
        }

        var own = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return ports.Select(port => addresses.Problem(descriptor.Name.Domain, port.Url, own)).FirstOrDefault(problem => problem is not null) is { } wrong ? $"ports: {wrong}" : null;
    }

    private static ProblemHttpResult Refused<T>(string type, IEnumerable<T> reasons) =>
        CatalogProblems.Of(StatusCodes.Status422UnprocessableEntity, type, string.Join("; ", reasons));

    [LoggerMessage(EventId = 2100, Message = "{Product} {Version}: {Outcome}")]
    private static partial void LogRegistered(ILogger logger, LogLevel level, DataProductId product, ProductVersion version, RegistrationOutcome outcome);
}
