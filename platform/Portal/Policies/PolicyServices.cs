namespace MeshStarter.Portal.Policies;

/// <summary>Adds the pages of the rules and of the proposals to change them.</summary>
internal static class PolicyServices
{
    public static IHostApplicationBuilder AddPolicyPages(this IHostApplicationBuilder builder)
    {
        // A proposal is answered with its dry run.
        builder.Services.AddHttpClient<PolicyClient>(client => client.Timeout = TimeSpan.FromSeconds(30));
        return builder;
    }
}
