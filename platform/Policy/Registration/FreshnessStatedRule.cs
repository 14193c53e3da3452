using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: freshness_stated</c>: readers know how old the data may be.</summary>
internal sealed class FreshnessStatedRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "freshness_stated";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        descriptor.Quality.FreshnessSla is null
            ? [new Finding("quality.freshness_sla", "The product does not say how old its data may be.", "Write \"freshness_sla: 5 minutes\", or \"freshness_sla: by 06:00 daily Europe/Berlin\".")]
            : [];
}
