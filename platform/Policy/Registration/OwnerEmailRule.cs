using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary><c>check: owner_email</c>: the owner can be written to.</summary>
internal sealed class OwnerEmailRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "owner_email";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) => IsEmail(descriptor.Owner)
        ? []
        : [new Finding("owner", $"The owner {Quoted.Text(descriptor.Owner)} is not an e-mail address.", "Name a person or team that readers can write to, such as orders-team@company.com.")];

    // Only a message can prove an address; this sees what cannot be one.
    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var host = text[(at + 1)..];
        return at > 0 && text.Length <= 254 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';')
            && !host.Contains('@', StringComparison.Ordinal)
            && host.Contains('.', StringComparison.Ordinal)
            && !host.StartsWith('.') && !host.EndsWith('.') && !host.Contains("..", StringComparison.Ordinal);
    }
}
