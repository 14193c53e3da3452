using MeshStarter.Contracts;

namespace MeshStarter.Portal.Quarantine;

/// <summary>A page of the batches that were kept from readers.</summary>
/// <param name="Items">Those of this page, the newest first.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
internal sealed record KeptBatches(IReadOnlyList<QuarantinedBatch> Items, long? Next);
