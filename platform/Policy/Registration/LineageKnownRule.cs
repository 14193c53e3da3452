using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: lineage_known</c>: a product that is made of others names them, and each of them is known.</summary>
internal sealed class LineageKnownRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "lineage_known";

    public override bool AsksForInputs => true;

    // Where the mesh's products are not at hand only the declaration is checked.
    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor, PolicyBundle bundle, Func<DataProductId, bool>? isKnown)
    {
        if (descriptor.Kind != ProductKind.SourceAligned && descriptor.Inputs.Count == 0)
        {
            yield return new Finding("inputs", $"A product of kind {WireNames.Of(descriptor.Kind)} does not say what it is made of.", "Write \"inputs: [orders.orders]\".");
        }

        foreach (var (input, index) in descriptor.Inputs.Select((input, index) => (input, index)))
        {
            if (isKnown?.Invoke(input) == false)
            {
                yield return new Finding($"inputs[{index}]", $"There is no product {input}.", "Name a product of the mesh; it is registered first.");
            }
        }
    }
}
