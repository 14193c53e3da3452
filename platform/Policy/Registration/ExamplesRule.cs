using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: examples</c>: there is a query to start from.</summary>
internal sealed class ExamplesRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "examples";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) => descriptor.Examples.Count == 0
        ? [new Finding("examples", "The product has no example.", $"Add a query such as \"SELECT * FROM {descriptor.Name} LIMIT 10\".")]
        : [];
}
