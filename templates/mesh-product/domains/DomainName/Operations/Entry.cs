namespace MeshStarter.DomainName.Operations;

/// <summary>An entry of this domain.</summary>
internal sealed record Entry(Guid Id, string Name, int Quantity, DateTimeOffset UpdatedAt);
