using System.Diagnostics;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Registration;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Step 8: decides on a registration, by the mesh's policy (register), the descriptor itself, the mesh's rules, and the existing versions; and takes in what is
/// permitted.
/// </summary>
internal sealed partial class RegistrationDecision(
    RegistrationIntake intake, CatalogDecisions decisions, RegistrantView view, PortAddresses ports, InputFreshness inputs, TimeProvider time, ILogger<RegistrationDecision> logger)
{
    /// <summary>Returns the product as it is registered, or the problem that keeps it out.</summary>
    /// <param name="principal">The caller.</param>
    /// <param name="name">The product.</param>
    /// <param name="version">Its version.</param>
    /// <param name="registration">The registration.</param>
    /// <param name="isOfService">Whether the product's own service sends it.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> DecideAsync(
        Principal principal, DataProductId name, ProductVersion version, ProductRegistration registration, bool isOfService, CancellationToken cancellationToken)
    {
        var bundle = decisions.Bundle;
        var read = DescriptorReader.Read(registration.Descriptor, registration.File);
        var resource = await view.ResourceAsync(name, read.Descriptor, cancellationToken);
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

        var others = await view.ReferredToAsync(bundle, principal, descriptor, cancellationToken);
        if (others.Count > 0 && DescriptorReader.Read(registration.Descriptor, registration.File, others.GetValueOrDefault) is { IsValid: false } held)
        {
            return Refused(ProblemTypes.DescriptorInvalid, held.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
        }

        if (descriptor.Name != name || descriptor.Version != version)
        {
            return CatalogProblems.BadRequest($"name: the descriptor is of {descriptor.Name} {descriptor.Version}, the address of {name} {version}; both must be the same.");
        }

        if (ports.Problem(descriptor, registration.Ports) is { } portProblem)
        {
            decisions.Record(principal, AuditActions.Register, name, permit: false, "The addresses of its ports are not those that the mesh gave its domain.", []);
            return CatalogProblems.BadRequest(portProblem);
        }

        // A rule that asks for the classification asks for the one in force.
        var classification = resource?.InForce(bundle).Classification ?? descriptor.Access.Classification;
        var inputsKnown = await view.KnownAsync(bundle, principal, descriptor.Inputs, cancellationToken);
        var violations = DescriptorLint.Check(bundle, descriptor with { Access = descriptor.Access with { Classification = classification } }, inputsKnown.Contains);
        if (violations.Any(violation => violation.Severity == IssueSeverity.Error))
        {
            decisions.Record(principal, AuditActions.Register, name, permit: false, "The descriptor breaks rules of the mesh.", [.. violations.Select(violation => violation.RuleId)]);
            return Refused(ProblemTypes.PolicyViolation, violations.Where(violation => violation.Severity == IssueSeverity.Error));
        }

        RegistrationResult result;
        try
        {
            result = await intake.StoreAsync(
                new PendingRegistration(ProductDetails.Of(descriptor, registration.Ports, time.GetUtcNow()), registration.Descriptor, bundle.Evolution.Notice, isOfService, RecordAsync), cancellationToken);
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

    private static ProblemHttpResult Refused<T>(string type, IEnumerable<T> reasons) =>
        CatalogProblems.Of(StatusCodes.Status422UnprocessableEntity, type, string.Join("; ", reasons));

    [LoggerMessage(EventId = 2100, Message = "{Product} {Version}: {Outcome}")]
    private static partial void LogRegistered(ILogger logger, LogLevel level, DataProductId product, ProductVersion version, RegistrationOutcome outcome);
}
