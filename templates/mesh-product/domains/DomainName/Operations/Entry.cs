namespace MeshStarter.DomainName.Operations;

/// <summary>An entry as this domain keeps it.</summary>
internal sealed record Entry(Guid Id, string Name, int Quantity, DateTimeOffset UpdatedAt);
