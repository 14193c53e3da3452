using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>accountable</c>: <c>{ name: Ada Lovelace, email: ada@company.com }</c>.</summary>
internal static class AccountableSection
{
    public static AccountablePerson? Read(YamlSection descriptor)
    {
        if (descriptor.Section("accountable", "\"{ name: Ada Lovelace, email: ada@company.com }\"") is not { } section)
        {
            return null;
        }

        var name = section.RequiredScalar("name", "Name the person, such as \"name: Ada Lovelace\".");
        var email = section.RequiredScalar("email", "Give the person's address, such as \"email: ada@company.com\".");
        section.RefuseOthers();
        if (email is not null && !EmailAddress.IsForm(email.Text.Trim()))
        {
            section.Issues.Error(email, "email.form", $"{Quoted.Text(email.Text)} is not an e-mail address.", "Write one that readers can write to, such as ada@company.com.");
        }

        return name is null || email is null ? null : new AccountablePerson(name.Text.Trim(), email.Text.Trim());
    }
}
