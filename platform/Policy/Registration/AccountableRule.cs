using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: accountable</c>: a named person decides about the product, alongside the team that answers for it.</summary>
internal sealed class AccountableRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "accountable";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor)
    {
        const string Fix = "Write \"accountable: { name: Ada Lovelace, email: ada@company.com }\".";
        if (descriptor.Accountable is not { } person)
        {
            yield return new Finding("accountable", "No person is named who decides about the product.", Fix);
        }
        else if (string.Equals(person.Email, descriptor.Owner, StringComparison.OrdinalIgnoreCase))
        {
            yield return new Finding("accountable.email", $"The person has the owner's address {Quoted.Text(person.Email)}.", Fix);
        }
    }
}
