using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: retention_stated</c>: products of the named classifications say how long their rows stay.</summary>
internal sealed class RetentionStatedRule(RegistrationRuleHead head, IReadOnlyList<Classification> classifications)
    : RegistrationRule(head)
{
    public const string Kind = "retention_stated";

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule)
    {
        var classifications = rule.Words<Classification>("classification");
        if (rule.Find("classification") is null or YamlSequence { Items.Count: 0 })
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("classification"), "key.missing", "The key classification is missing or empty.", "Write \"classification: [confidential, restricted]\".");
        }

        return classifications is null ? null : new RetentionStatedRule(head, classifications);
    }

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        descriptor.Retention is null && classifications.Contains(descriptor.Access.Classification)
            ? [new Finding("retention", $"{(descriptor.Access.Classification == Classification.Internal ? "An" : "A")} {WireNames.Of(descriptor.Access.Classification)} product does not say how long its rows stay.", "Write \"retention: 400 days\".")]
            : [];
}
