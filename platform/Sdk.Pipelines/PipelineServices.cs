using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Health;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Adds what runs the domain's pipelines. One without pipelines has only what answers that there is none.</summary>
internal static class PipelineServices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds the pipelines.</summary>
    /// <param name="services">The services of the domain.</param>
    /// <param name="pipelines">The pipelines.</param>
    public static IServiceCollection AddPipelines(this IServiceCollection services, OwnPipelines pipelines)
    {
        services.AddSingleton(pipelines);
        services.AddSingleton<PipelineHealthReader>();
        services.AddSingleton<ReadPipelineHealth>(provider => provider.GetRequiredService<PipelineHealthReader>().ReadAsync);
        services.AddSingleton<RunStore>();
        services.AddSingleton<PipelineStates>();
        services.AddSingleton<PipelineSteering>();
        if (pipelines.All.Count == 0)
        {
            return services;
        }

        services.AddSingleton<DueWindows>();
        services.AddSingleton<ILeasedWork, PipelineWorker>();
        services.AddSingleton<ILeasedWork, RunReports>();
        services.AddSingleton<Func<string, DataProductConsumer>>(provider => purpose => SdkExtensions.OpenConsumer(provider, purpose, Patience));
        services.AddSingleton<InputWatch>();
        services.AddSingleton<PipelineRunner>();
        return services;
    }
}
