namespace MeshStarter.Contracts.Descriptors;

/// <summary>The person who decides about a product. The owner may be a team with an address of its own.</summary>
/// <param name="Name">The person's name.</param>
/// <param name="Email">The person's e-mail address.</param>
public sealed record AccountablePerson(string Name, string Email)
{
    /// <summary><c>Ada Lovelace &lt;ada@company.com&gt;</c></summary>
    public override string ToString() => $"{Name} <{Email}>";
}
