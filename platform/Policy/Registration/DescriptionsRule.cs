using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: descriptions</c>: the product and each column say what they are.</summary>
internal sealed class DescriptionsRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "descriptions";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor)
    {
        if (string.IsNullOrWhiteSpace(descriptor.Description))
        {
            yield return new Finding("description", "The product has no description.", "Say in a sentence what it holds and for whom.");
        }

        foreach (var (column, field) in Columns(descriptor))
        {
            if (string.IsNullOrWhiteSpace(column.Description))
            {
                yield return new Finding($"{field}.description", $"The column {column.Name} has no description.", "Say what its values mean.");
            }
        }
    }
}
