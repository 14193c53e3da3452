namespace MeshStarter.Portal.Access;

/// <summary>Adds the pages on which people ask for access, see what they have, and decide.</summary>
internal static class AccessServices
{
    public static IHostApplicationBuilder AddAccessPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<AccessClient>(client => client.Timeout = TimeSpan.FromSeconds(10));
        return builder;
    }
}
