using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>Measures the availability of a product by its domain's answer.</summary>
internal static class AvailabilityMeasure
{
    /// <summary>Returns the measurement; null where the answer says nothing.</summary>
    public static Measured? Of(MeasuredProduct product, DomainAnswer answer)
    {
        var reason = answer switch
        {
            DomainAnswer.Away away => away.Reason,
            DomainAnswer.Healthy healthy => Problem(product, healthy),
            _ => null,
        };
        return answer is DomainAnswer.NotMeasured ? null : new Measured(new SloKey(product.Id, SloObjective.Availability), reason is null, reason is null ? 1 : 0, reason);
    }

    private static string? Problem(MeasuredProduct product, DomainAnswer.Healthy answer)
    {
        if (!answer.Products.TryGetValue(product.Id, out var found))
        {
            return "The domain's service does not have this version.";
        }

        var closed = product.Ports.Select(port => port.Type).Except(found.OpenPorts).ToList();
        return closed.Count > 0 ? $"Closed: {string.Join(", ", closed.Select(port => WireNames.Of(port)))}."
            : found.IsTableReadable is false ? "The table cannot be read."
            : null;
    }
}
