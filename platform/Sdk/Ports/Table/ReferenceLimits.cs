using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Limits of the positions that tables may reach in one round: not past the end of the outbox at the start of the round, and not past a table that
/// their values are looked up in, which may have more than one batch to publish.
/// </summary>
/// <param name="head">The outbox's last position when the round began.</param>
internal sealed class ReferenceLimits(long head)
{
    private readonly Dictionary<DataProductId, long> _stopped = [];

    /// <summary>Returns the last position that a product may publish in this round.</summary>
    public long Of(OwnProduct product) =>
        ReferenceOrder.References(product).Select(reference => _stopped.GetValueOrDefault(reference, head)).Append(head).Min();

    /// <summary>Notes the position at which a product stopped before its limit; null when it did not.</summary>
    public void Reached(OwnProduct product, long? stoppedAt)
    {
        var limit = Math.Min(Of(product), stoppedAt ?? long.MaxValue);
        if (limit < head)
        {
            _stopped[product.Name] = Math.Min(limit, _stopped.GetValueOrDefault(product.Name, head));
        }
    }
}
