namespace MeshStarter.Portal.Quarantine;

/// <summary>The page on which owners see what does not reach readers.</summary>
internal static class QuarantineServices
{
    public static IHostApplicationBuilder AddQuarantinePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<QuarantineEndpoint>();
        builder.Services.AddHttpClient<QuarantineReader>(client => client.Timeout = TimeSpan.FromSeconds(10));
        // Each of a batch's checks may take half a minute.
        builder.Services.AddHttpClient<BatchReplay>(client => client.Timeout = TimeSpan.FromMinutes(2));
        return builder;
    }
}
