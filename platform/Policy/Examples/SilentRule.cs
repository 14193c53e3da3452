using MeshStarter.Contracts.Descriptors;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Examples;

/// <summary>Finds rules that decide nothing for any caller and any product that they can be about.</summary>
internal static class SilentRule
{
    public static IEnumerable<PolicyTestFinding> Find(PolicyBundle bundle, AccessRule rule, PolicyTestScope scope)
    {
        if (Cause(bundle, rule, scope) is { } cause)
        {
            yield return new PolicyTestFinding(rule.Line, rule.Id, "rule.silent", $"The rule can never apply: {cause}", "Correct it, or take it out.");
        }
    }

    private static string? Cause(PolicyBundle bundle, AccessRule rule, PolicyTestScope scope)
    {
        var exceptions = rule.Unless?.Alternatives ?? [];
        var open = rule.When.Alternatives.Where(each => !exceptions.Any(exception => Covers(exception.Resource, each.Resource) && Covers(exception.Principal, each.Principal))).ToList();
        if (open.Count == 0)
        {
            return "unless holds wherever when does.";
        }

        if (rule.Permits && rule.Actions.All(action => IsDenied(bundle, action)))
        {
            return "another rule denies its actions to everyone.";
        }

        // A term that names no product may be about one that is registered later.
        return scope.Products.Count > 0 && open.All(each => each.Resource.Products.Count > 0 && !each.Resource.Products.Any(product => IsAbout(rule, each.Resource, scope.Find(product))))
            ? "no product that it names has what it is about."
            : null;
    }

    private static bool IsAbout(AccessRule rule, ResourceTest test, DataProductDescriptor? product) =>
        product is not null && PolicyResource.FromDescriptor(product) is var resource && test.Holds(resource, gives: rule.Permits) && rule.IsAbout(resource) && (rule.Filter is not { } filter || filter.For(resource) is not null);

    private static bool IsDenied(PolicyBundle bundle, PolicyAction action) => bundle.RulesFor(action).Any(rule =>
        rule is { Denies: true, Unless: null } && rule.When.Alternatives.Any(each => each.Principal.AsksNothing && Covers(each.Resource, new ResourceTest())));

    // Whether a test holds wherever another does.
    private static bool Covers(ResourceTest general, ResourceTest particular) =>
        Covers(general.Classifications, particular.Classifications) && Covers(general.Products, particular.Products)
        && Covers(general.ProductDomains, particular.ProductDomains) && Covers(general.ColumnTags, particular.ColumnTags);

    private static bool Covers(PrincipalTest general, PrincipalTest particular) =>
        (general.OwnDomain is null || general.OwnDomain == particular.OwnDomain) && (general.Granted is null || general.Granted == particular.Granted)
        && Covers(general.Domains, particular.Domains) && Covers(general.Roles, particular.Roles)
        && Covers(general.Purposes, particular.Purposes) && Covers(general.Subjects, particular.Subjects);

    private static bool Covers<T>(IReadOnlyList<T> general, IReadOnlyList<T> particular) =>
        general.Count == 0 || (particular.Count > 0 && particular.All(general.Contains));
}
