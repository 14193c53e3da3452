namespace MeshStarter.Catalog.Profiles;

/// <summary>Registers what a product's page is made of.</summary>
internal static class ProfileServices
{
    public static IHostApplicationBuilder AddProfiles(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProfileReader>();
        return builder;
    }
}
