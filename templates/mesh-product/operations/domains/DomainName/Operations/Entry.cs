using System.ComponentModel.DataAnnotations;

namespace MeshStarter.DomainName.Operations;

/// <summary>An entry of this domain.</summary>
internal sealed record Entry
{
    public required Guid Id { get; init; }

    [Length(1, 200, ErrorMessage = "A name of 1 to 200 characters is needed.")]
    public required string Name { get; init; }

    [Range(0, int.MaxValue, ErrorMessage = "A quantity is 0 or more.")]
    public required int Quantity { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
