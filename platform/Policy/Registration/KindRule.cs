using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: kind</c>: an aggregate names its inputs, a consumer-aligned product its consumer.</summary>
internal sealed class KindRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "kind";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) => descriptor switch
    {
        { Kind: ProductKind.Aggregate, Inputs.Count: 0 } =>
            [new Finding("inputs", "An aggregate does not name the products that it is made of.", "Write \"inputs: [orders.orders]\", or another kind.")],
        { Kind: ProductKind.ConsumerAligned, Consumer: null } =>
            [new Finding("consumer", "A consumer-aligned product does not say who it is made for.", "Write \"consumer: Finance, for the monthly closing\", or another kind.")],
        _ => [],
    };
}
