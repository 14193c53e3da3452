using System.Text.Json;
using MeshStarter.Cli.Control;

namespace MeshStarter.AppHost.Start;

/// <summary>Reads from the health of a domain's products which pipelines it has, and which sources fail or have rejected rows.</summary>
internal static class ProductFeeds
{
    /// <summary>Returns them by product.</summary>
    public static IReadOnlyList<ControlFeed> Read(JsonElement health)
    {
        var feeds = new List<ControlFeed>();
        foreach (var product in health.GetProperty("products").EnumerateArray())
        {
            var name = $"{product.GetProperty("product").GetString()}@{product.GetProperty("major").GetRawText()}";
            if (product.TryGetProperty("pipeline", out var pipeline) && pipeline.ValueKind == JsonValueKind.Object)
            {
                feeds.Add(new ControlFeed(name, ControlFeed.Pipeline, Time(pipeline, "failing_since"), pipeline.GetProperty("oldest_due_seconds").GetDouble()));
            }

            if (Time(product, "source_failing_since") is { } since)
            {
                feeds.Add(new ControlFeed(name, ControlFeed.Source, since, DueSeconds: 0));
            }

            if (product.TryGetProperty("has_rejected_rows", out var rejected) && rejected.ValueKind == JsonValueKind.True)
            {
                feeds.Add(new ControlFeed(name, ControlFeed.Source, FailingSince: null, DueSeconds: 0) { HasRejectedRows = true });
            }
        }

        return [.. feeds.OrderBy(feed => feed.Product, StringComparer.Ordinal)];
    }

    private static DateTimeOffset? Time(JsonElement parent, string name) => parent.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset() : null;
}
