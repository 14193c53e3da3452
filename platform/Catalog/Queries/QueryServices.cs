namespace MeshStarter.Catalog.Queries;

/// <summary>Registers the services of recorded queries.</summary>
internal static class QueryServices
{
    public static IHostApplicationBuilder AddRecordedQueries(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<QueryStore>();
        builder.Services.AddHostedService<QueryCleanup>();
        return builder;
    }
}
