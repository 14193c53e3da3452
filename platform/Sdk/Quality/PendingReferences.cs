using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Batches with rows that refer to another domain's, which are not there yet. Domains publish each at its own pace, so such a batch is tried again for
/// a while before it is quarantined; within a domain tables come in order, and nothing is waited for.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="interval"><c>Mesh:PublishInterval</c>, which other domains of the same mesh have too; null where it is not set.</param>
internal sealed class PendingReferences(TimeProvider time, TimeSpan? interval)
{
    /// <summary>How long is waited, from the first try on: longer than the longest interval that is derived for any domain. <c>Mesh:PublishInterval</c> comes on top.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ProductMajorVersion, (long Last, long Since)> _pending = [];

    /// <summary>Where the batch of a product ends that waits: it does not grow concurrently. Null when none does.</summary>
    public long? LastOf(OwnProduct product) => _pending.TryGetValue(product.Id, out var pending) ? pending.Last : null;

    /// <summary>Begins again with a product, whose table may have come on in another way.</summary>
    public void Forget(OwnProduct product) => _pending.Remove(product.Id);

    /// <summary>Whether a batch is to be tried again rather than quarantined.</summary>
    public bool Waits(OwnProduct product, TableBatch batch, PublishOutcome outcome)
    {
        var waits = outcome.IsQuarantined && outcome.Findings.Where(finding => finding.Result.Quarantines).All(finding =>
            finding.Result.Check is QualityCheck.Referential reference && reference.ToProduct.Domain != product.Name.Domain);
        if (waits && _pending.TryAdd(product.Id, (batch.Last, time.GetTimestamp())))
        {
            return true;
        }

        if (waits && time.GetElapsedTime(_pending[product.Id].Since) < Patience + (interval ?? TimeSpan.Zero))
        {
            return true;
        }

        _pending.Remove(product.Id);
        return false;
    }
}
