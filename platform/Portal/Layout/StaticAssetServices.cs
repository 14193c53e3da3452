using Microsoft.Extensions.Configuration.Memory;

namespace MeshStarter.Portal.Layout;

/// <summary>Has style sheets and scripts served as the build made them, compressed and cached for good.</summary>
internal static class StaticAssetServices
{
    // ASP.NET Core's own: in Development it would send files as they are now, uncompressed, with each page again.
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["ReloadStaticAssetsAtRuntime"] = "false",
        ["EnableStaticAssetsDevelopmentCaching"] = "true",
    };

    public static IHostApplicationBuilder AddStaticAssets(this IHostApplicationBuilder builder)
    {
        // Before all other sources, so that one who works on the files can set them otherwise.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings });
        return builder;
    }
}
