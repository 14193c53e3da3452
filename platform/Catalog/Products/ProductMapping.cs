using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Products;

/// <summary>A product in the words of the list.</summary>
internal static class ProductMapping
{
    /// <summary>The state of a default major version by its end.</summary>
    public static MajorVersionState StateOf(DateTimeOffset? end, DateTimeOffset now) =>
        end is not { } at ? MajorVersionState.Active : at <= now ? MajorVersionState.Retired : MajorVersionState.Deprecated;

    public static ProductSummary ToSummary(this ProductDetails product, DateTimeOffset? end, DateTimeOffset now) => product.ToSummary() with { State = StateOf(end, now), RetiresAt = end };

    public static ProductSummary ToSummary(this ProductDetails product) => new()
    {
        Name = product.Name,
        Version = product.Version,
        Kind = product.Kind,
        Owner = product.Owner,
        Description = product.Description,
        Classification = product.Classification,
        Ports = product.Ports,
        Reachability = product.Reachability,
        LastReportAt = product.LastReportAt,
    };
}
