using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Operations;

/// <summary>The report of a domain's own service on how the domain runs, as far as it came in time.</summary>
/// <param name="Waiting">The rows that wait, by product; none of a product whose reader may not operate it.</param>
/// <param name="Import">The progress of its import; null where it is not known.</param>
/// <param name="Failure">The reason why a part is missing; null where none is, or no service of the domain runs in this mesh.</param>
public sealed record DomainReport(IReadOnlyDictionary<DataProductId, WaitingRows> Waiting, ImportAnswer? Import, string? Failure);
