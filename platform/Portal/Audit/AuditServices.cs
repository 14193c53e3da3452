namespace MeshStarter.Portal.Audit;

/// <summary>Adds the page on which people see who did what.</summary>
internal static class AuditServices
{
    public static IHostApplicationBuilder AddAuditPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<AuditReader>(client => client.Timeout = TimeSpan.FromSeconds(20));
        return builder;
    }
}
