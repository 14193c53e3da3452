using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Examples;

/// <summary>Finds roles, products and tags in a rule's conditions, and roles in its examples, that there are not.</summary>
internal static class RuleNames
{
    public static IEnumerable<PolicyTestFinding> Unknown(AccessRule rule, PolicyTestScope scope)
    {
        var tests = rule.When.Alternatives.Concat(rule.Unless?.Alternatives ?? []).ToList();
        var roles = tests.SelectMany(test => test.Principal.Roles).Where(role => !scope.Roles.Contains(role));
        var findings = Findings(rule, "role.unknown", "role", roles, scope.Roles).Concat(rule.Examples.SelectMany((example, place) =>
            // A denied example would pass by a misspelt role.
            Findings(rule, "role.unknown", "role", example.Who.Roles.Where(role => !scope.Roles.Contains(role)), scope.Roles)
                .Select(finding => finding with { Line = example.Line, Example = place })));
        if (scope.Products.Count == 0)
        {
            return findings;
        }

        var products = tests.SelectMany(test => test.Resource.Products).Where(product => scope.Find(product) is null).Select(product => product.ToString());
        var tags = tests.SelectMany(test => test.Resource.ColumnTags).Concat(rule.Tags).Where(tag => !scope.KnowsTag(tag));
        return findings
            .Concat(Findings(rule, "product.unknown", "product", products, [.. scope.Products.Select(product => product.Name.ToString())]))
            .Concat(Findings(rule, "tag.unknown", "tag", tags, [.. scope.Tags]));
    }

    private static IEnumerable<PolicyTestFinding> Findings(AccessRule rule, string check, string what, IEnumerable<string> names, IReadOnlyCollection<string> known) =>
        names.Distinct(StringComparer.Ordinal).Select(name => new PolicyTestFinding(
            rule.Line, rule.Id, check, $"There is no {what} {Quoted.Text(name)}.",
            Suggestion.Nearest(name, known) is { } nearest ? $"Did you mean {nearest}?" : $"Name one that there is, such as {string.Join(", ", known.Order(StringComparer.Ordinal).Take(5))}."));
}
