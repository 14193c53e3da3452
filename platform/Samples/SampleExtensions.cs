using MeshStarter.Sdk;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Platform.Samples;

/// <summary>Extensions by which a domain's <c>Program.cs</c> has sample rows.</summary>
public static class SampleExtensions
{
    /// <summary>Runs a simulator where the mesh simulates (setting <c>Mesh:Simulator</c>).</summary>
    /// <typeparam name="TSimulator">The simulator.</typeparam>
    /// <param name="builder">The service, which has its data products already.</param>
    public static IHostApplicationBuilder AddSimulator<TSimulator>(this IHostApplicationBuilder builder)
        where TSimulator : SimulatedTraffic
    {
        AddSource(builder).AddHostedService<TSimulator>();
        return builder;
    }

    /// <summary>Has a simulator follow another product's stream where the mesh simulates, alongside the domain's own handlers.</summary>
    /// <typeparam name="TSimulator">The simulator.</typeparam>
    /// <typeparam name="TRow">The record that the build made of the product's contract in <c>Consumes/</c>.</typeparam>
    /// <param name="builder">The service, which has its data products already.</param>
    public static IHostApplicationBuilder AddSimulator<TSimulator, TRow>(this IHostApplicationBuilder builder)
        where TSimulator : class, IStreamHandler<TRow>
        where TRow : class, IProductRow =>
        SourceData.From(builder.Configuration).Simulated ? builder.AddStreamHandler<TSimulator, TRow>() : builder;

    /// <summary>Runs an import of the source folder's files, where the mesh has one (setting <c>Mesh:SourceData</c>).</summary>
    /// <typeparam name="TImport">The import.</typeparam>
    /// <param name="builder">The service, which has its data products already.</param>
    public static IHostApplicationBuilder AddImport<TImport>(this IHostApplicationBuilder builder)
        where TImport : SourceImport
    {
        AddSource(builder).AddHostedService<TImport>();
        return builder;
    }

    private static IServiceCollection AddSource(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(provider => SourceData.From(builder.Configuration) with { Failures = provider.GetRequiredService<SourceFailures>() });
        return builder.Services;
    }
}
