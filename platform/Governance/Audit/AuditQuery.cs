using MeshStarter.Contracts;

namespace MeshStarter.Governance.Audit;

/// <summary>The query string of <c>GET /audit</c>.</summary>
internal sealed record AuditQuery(
    string? Service, string? Subject, string? Action, string? Product, bool? Permit, DateTimeOffset? From, DateTimeOffset? To, string? Before, int? Limit)
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 1000;

    /// <summary>The filter; null and what is wrong when a value cannot be used.</summary>
    public AuditFilter? ToFilter(out string? wrong)
    {
        wrong = null;
        if (Limit is < 1 or > LargestLimit)
            wrong = $"limit: must be between 1 and {LargestLimit}.";
        DataProductId product = default;
        if (wrong is null && Product is not null && !DataProductId.TryParse(Product, out product))
            wrong = "product: not a product's name. Write it as domain.product, such as orders.orders.";
        long position = 0;
        if (wrong is null && Before is not null && !long.TryParse(Before, System.Globalization.NumberStyles.None, null, out position))
            wrong = "before: not a place in the trail. Pass the value of \"next\" from the previous page.";
        return wrong is not null
            ? null
            : new AuditFilter(Service, Subject, Action, Product is null ? null : product, Permit, From?.UtcDateTime, To?.UtcDateTime, Before is null ? null : position, Limit ?? DefaultLimit);
    }
}
