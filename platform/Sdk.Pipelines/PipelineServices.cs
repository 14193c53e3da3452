using MeshStarter.Sdk.Health;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        services.AddSingleton(provider => new InputWatch(
            provider.GetRequiredService<RunStore>(),
            provider.GetRequiredService<PipelineStates>(),
            purpose => SdkExtensions.OpenConsumer(provider, purpose, Patience),
            provider.GetRequiredService<PipelineSignal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InputWatch>>()));
        services.AddSingleton(provider => new PipelineRunner(
            provider, provider.GetRequiredService<RunStore>(), purpose => SdkExtensions.OpenConsumer(provider, purpose, Patience), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PipelineRunner>>()));
        return services;
    }
}
