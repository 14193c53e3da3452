namespace MeshStarter.Portal.Quarantine;

/// <summary>Adds the page on which owners see quarantined batches.</summary>
internal static class QuarantineServices
{
    public static IHostApplicationBuilder AddQuarantinePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<QuarantineReader>(client => client.Timeout = TimeSpan.FromSeconds(10));
        // Each check of a batch may take half a minute.
        builder.Services.AddHttpClient<BatchReplay>(client => client.Timeout = TimeSpan.FromMinutes(2));
        return builder;
    }
}
