namespace MeshStarter.Catalog.Pipelines;

/// <summary>Registers the services of pipelines.</summary>
internal static class PipelineServices
{
    public static IHostApplicationBuilder AddPipelines(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PipelineRunStore>();
        return builder;
    }
}
