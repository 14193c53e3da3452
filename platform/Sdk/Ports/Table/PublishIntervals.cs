using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Derives the longest time that a row of a product waits for the publish of its table.</summary>
internal static class PublishIntervals
{
    /// <summary>The shortest derived interval.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The longest derived interval.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Unstated = TimeSpan.FromSeconds(5);

    // The rest of the promised age is left for the publish, for retries and for readers that hold an answer.
    private const int ShareOfFreshness = 20;

    /// <summary>Returns the interval of a product: its descriptor's, else the domain's, else a twentieth of the promised freshness.</summary>
    /// <param name="product">The product.</param>
    /// <param name="setting"><c>Mesh:PublishInterval</c> of the domain; null when it is not set.</param>
    public static TimeSpan Of(DataProductDescriptor product, TimeSpan? setting) => product.PublishInterval ?? setting ?? Derived(product.Quality.FreshnessSla);

    private static TimeSpan Derived(string? freshness) =>
        !FreshnessTarget.TryParse(freshness, out var target, out _, out _) ? Unstated
        : target.MaxAge is not { } age ? Longest
        : TimeSpan.FromTicks(Math.Clamp(age.Ticks / ShareOfFreshness, Shortest.Ticks, Longest.Ticks));
}
