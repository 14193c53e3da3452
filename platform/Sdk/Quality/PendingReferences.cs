using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Batches with rows that refer to another domain's rows, which are not published yet. Domains publish each at its own pace, so such a batch is retried
/// for a while before it is quarantined. Within a domain tables are published in order, and no batch waits.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="options">Their <c>Mesh:PublishInterval</c> is that of the other domains of the same mesh, too.</param>
internal sealed class PendingReferences(TimeProvider time, IOptions<SdkOptions> options)
{
    /// <summary>
    /// The time that a batch waits from its first try: longer than the longest derived interval of any domain. <c>Mesh:PublishInterval</c> is
    /// added to it.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ProductMajorVersion, (long Last, long Since)> _pending = [];

    /// <summary>Returns the last position of a product's waiting batch, which does not grow while it waits; null when no batch waits.</summary>
    public long? LastOf(OwnProduct product) => _pending.TryGetValue(product.Id, out var pending) ? pending.Last : null;

    /// <summary>Forgets a product's waiting batch, because its table may have changed in another way.</summary>
    public void Forget(OwnProduct product) => _pending.Remove(product.Id);

    /// <summary>Whether a batch is retried rather than quarantined.</summary>
    /// <param name="product">The product.</param>
    /// <param name="last">The position of the batch's last row.</param>
    /// <param name="outcome">The outcome of its publish.</param>
    public bool Waits(OwnProduct product, long last, PublishOutcome outcome)
    {
        var waits = outcome.IsQuarantined && outcome.Findings.Where(finding => finding.Result.Quarantines).All(finding =>
            finding.Result.Check is ReferentialCheck reference && reference.ToProduct.Domain != product.Name.Domain);
        if (waits && _pending.TryAdd(product.Id, (last, time.GetTimestamp())))
        {
            return true;
        }

        if (waits && time.GetElapsedTime(_pending[product.Id].Since) < Patience + (options.Value.PublishInterval ?? TimeSpan.Zero))
        {
            return true;
        }

        _pending.Remove(product.Id);
        return false;
    }
}
