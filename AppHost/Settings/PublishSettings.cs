using Microsoft.Extensions.Configuration.Json;

namespace MeshStarter.AppHost.Settings;

/// <summary>The settings of the deployed mesh in <c>appsettings.Publish.json</c>, such as its addresses. A run of the same clone does not read them.</summary>
internal static class PublishSettings
{
    private const string File = "appsettings.Publish.json";

    /// <summary>Adds the file to the settings of a publish. The environment and the command line take precedence.</summary>
    public static void Add(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            // At the end, with what takes precedence once more: an inserted source reads all others again, which lose what was set since, such as the step that
            // Aspire takes from --publisher manifest. Without a step it runs all steps.
            var sources = builder.Configuration.Sources;
            var preceding = sources.Skip(sources.ToList().FindLastIndex(source => source is JsonConfigurationSource) + 1).ToList();
            sources.Add(new JsonConfigurationSource { Path = File, Optional = true });
            preceding.ForEach(sources.Add);
        }
    }
}
