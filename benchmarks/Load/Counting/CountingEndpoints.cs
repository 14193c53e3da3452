using MeshStarter.Load.Consumes;

namespace MeshStarter.Load.Counting;

internal static class CountingEndpoints
{
    public static void AddCounting(this IHostApplicationBuilder builder) => builder.AddStreamHandler<EventCounter, OrderPlaced>();

    public static void MapCounting(this IEndpointRouteBuilder app) =>
        app.MapGet("/load/counted", (EventCounter counter) => counter.Counted).AllowAnonymous().WithSummary("The order events that came so far").WithTags("load");
}
