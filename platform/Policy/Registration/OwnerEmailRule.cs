using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: owner_email</c>: the owner can be written to.</summary>
internal sealed class OwnerEmailRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "owner_email";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) => EmailAddress.IsForm(descriptor.Owner)
        ? []
        : [new Finding("owner", $"The owner {Quoted.Text(descriptor.Owner)} is not an e-mail address.", "Name a person or team that readers can write to, such as orders-team@company.com.")];
}
