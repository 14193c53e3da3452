namespace MeshStarter.Contracts.Access;

/// <summary>The capacity in which a person decides about a request for access. On the wire in lower case.</summary>
public enum AccessSeat
{
    /// <summary>A person of the product's domain with the role <c>owner</c>.</summary>
    Owner,

    /// <summary>A person with the role <c>security</c>, alongside the owner, for personal data.</summary>
    Security,
}
