using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Examples;

/// <summary>Tests the rules of a bundle: each has a permitting and a denying example that come out so, names what there is, and can speak. Pure.</summary>
public static class PolicyTest
{
    /// <summary>Everything that is wrong, by line.</summary>
    public static IReadOnlyList<PolicyTestFinding> Run(PolicyBundle bundle, PolicyTestScope scope)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(scope);
        return
        [
            .. bundle.Access.SelectMany(rule => Missing(rule.Id, rule.Line, [.. rule.Examples.Select(example => example.Expect)]))
                .Concat(bundle.Registration.SelectMany(rule => Missing(rule.Id, rule.Line, [.. rule.Examples.Select(example => example.Expect)])))
                .Concat(bundle.Access.SelectMany(rule => rule.Examples.Select((example, place) => Fault(bundle, rule, example, scope) is { } fault ? Failed(rule.Id, example.Line, place, fault) : null).OfType<PolicyTestFinding>()))
                .Concat(bundle.Registration.SelectMany(rule => rule.Examples.Select((example, place) => Fault(bundle, rule, example, scope) is { } fault ? Failed(rule.Id, example.Line, place, fault) : null).OfType<PolicyTestFinding>()))
                .Concat(bundle.Access.SelectMany(rule => RuleNames.Unknown(rule, scope)))
                .Concat(bundle.Access.SelectMany(rule => SilentRule.Find(bundle, rule, scope)))
                .OrderBy(finding => finding.Line),
        ];
    }

    /// <summary>The number of examples that a bundle has.</summary>
    public static int CountExamples(PolicyBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Access.Sum(rule => rule.Examples.Count) + bundle.Registration.Sum(rule => rule.Examples.Count);
    }

    private static IEnumerable<PolicyTestFinding> Missing(string id, int line, IReadOnlyList<ExpectedOutcome> outcomes)
    {
        foreach (var outcome in Enum.GetValues<ExpectedOutcome>())
        {
            if (!outcomes.Contains(outcome))
            {
                yield return new PolicyTestFinding(line, id, "example.missing", $"The rule has no example that expects {WireNames.Of(outcome)}.", $"Write one below \"examples:\": \"{{ expect: {WireNames.Of(outcome)}, … }}\".");
            }
        }
    }

    private static PolicyTestFinding Failed(string id, int line, int place, string fault) => new(line, id, "example.failed", fault, "Correct the example or the rules.") { Example = place };

    /// <summary>Describes how an example of an access rule comes out otherwise than expected; null where it does not.</summary>
    private static string? Fault(PolicyBundle bundle, AccessRule rule, RuleExample example, PolicyTestScope scope)
    {
        var resource = example.Resource ?? (scope.Find(example.Product) is { } known ? PolicyResource.FromDescriptor(known) : null);
        if (resource is null)
        {
            return $"There is no product {example.Product}, and the example does not describe it.";
        }

        var action = example.Action ?? ActionOf(rule);
        var decision = PolicyEngine.Decide(example.IsGranted ? WithGrant(bundle, example.Who, resource) : bundle, example.Who, action, resource);
        var said = $"to {WireNames.Of(action)} {resource.Product}";
        var applies = decision.RuleIds.Contains(rule.Id, StringComparer.Ordinal);
        return (rule, example.Expect) switch
        {
            ({ Permits: true }, ExpectedOutcome.Permit) => !decision.Permit ? $"It is refused {said}: {decision.Reason}" : applies ? null : $"It is permitted {said}, by other rules: {string.Join(", ", decision.RuleIds)}.",
            ({ Denies: true }, ExpectedOutcome.Deny) => decision.Permit ? $"It is permitted {said} by {string.Join(", ", decision.RuleIds)}." : applies ? null : $"It is refused {said}, but not by this rule: {decision.Reason}",
            ({ Permits: true }, _) => decision.Permit ? $"It is permitted {said} by {string.Join(", ", decision.RuleIds)}." : null,
            ({ Denies: true }, _) => decision.Permit ? null : $"It is refused {said}: {decision.Reason}",
            _ when !decision.Permit => $"It is refused {said}, so that the rule has nothing to hide: {decision.Reason}",
            ({ Filter: not null }, _) when example.Row is { } row => RowFault(example, decision, resource, row),
            (_, ExpectedOutcome.Deny) => applies ? null : $"The rule hides nothing of {resource.Product} from the caller.",
            _ => applies ? $"The rule hides {(rule.Masks ? string.Join(", ", rule.ColumnsOf(resource)) : "rows")} of {resource.Product} from the caller." : null,
        };
    }

    private static string? RowFault(RuleExample example, PolicyDecision decision, PolicyResource resource, IReadOnlyDictionary<string, string> row) =>
        (decision.Visible(System.Text.Json.JsonSerializer.SerializeToElement(row), resource) is not null, example.Expect) switch
        {
            (true, ExpectedOutcome.Deny) => "The row is seen.",
            (false, ExpectedOutcome.Permit) => "The row is hidden.",
            _ => null,
        };

    private static string? Fault(PolicyBundle bundle, RegistrationRule rule, DescriptorExample example, PolicyTestScope scope)
    {
        if (example.Without.FirstOrDefault(id => bundle.Access.All(known => known.Id != id)) is { } unknown)
        {
            return $"without: there is no access rule {unknown}.";
        }

        var read = DescriptorReader.Read(example.Text, "example");
        if (read.Descriptor is not { } descriptor)
        {
            return $"The descriptor of the example cannot be read: {read.Issues.FirstOrDefault(issue => issue.Severity == IssueSeverity.Error)?.Message}";
        }

        var findings = rule.Check(descriptor, bundle.Without(example.Without), product => scope.Find(product) is not null).ToList();
        return (findings, example.Expect) switch
        {
            ({ Count: > 0 }, ExpectedOutcome.Permit) => $"The descriptor breaks the rule: {findings[0].Field}: {findings[0].Message}",
            ({ Count: 0 }, ExpectedOutcome.Deny) => "The descriptor meets the rule.",
            _ => null,
        };
    }

    private static PolicyAction ActionOf(AccessRule rule) => rule.Actions is [var first, ..] ? first : PolicyAction.Read;

    private static PolicyBundle WithGrant(PolicyBundle bundle, Principal who, PolicyResource resource) => bundle.Enforced(
        GrantSet.Of(new GrantTerms
        {
            Id = Guid.Empty,
            Principal = who.Subject,
            IsService = GrantHolder.Of(who).IsService,
            Product = resource.Product,
            AllColumns = true,
            Columns = [.. resource.Columns.Select(column => new TaggedColumn(column.Name, column.Tags))],
            MajorVersions = [resource.Version.Major],
            Until = DateTimeOffset.MaxValue,
        }),
        DateTimeOffset.UnixEpoch);
}
