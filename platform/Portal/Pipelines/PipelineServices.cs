namespace MeshStarter.Portal.Pipelines;

/// <summary>Adds the page that shows and steers the pipeline of a product.</summary>
internal static class PipelineServices
{
    public static IHostApplicationBuilder AddPipelinePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<PipelineReader>();
        builder.Services.AddHttpClient<PipelineSteering>(client => client.Timeout = TimeSpan.FromSeconds(30));
        return builder;
    }
}
