using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.LocalAppModel.Tests.InTests;

/// <summary>The test apps, started once for tests that only look.</summary>
public sealed class RunningApplication : IAsyncLifetime
{
    public CapturedLog Log { get; } = new();

    public DistributedApplication Application { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Api:Port=7399", "--environment=Development"]);
        builder.Services.AddLogging(l => l.ClearProviders().AddProvider(Log));
        Application = await builder.BuildAsync();
        await Application.StartAsync();
        await Application.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async Task DisposeAsync() => await Application.DisposeAsync();

    /// <summary>The variables that a resource has and this process has not.</summary>
    public async Task<SortedDictionary<string, string>> EnvironmentOf(string resource)
    {
        using var client = Application.CreateHttpClient(resource, "http");
        var all = await client.GetFromJsonAsync<Dictionary<string, string>>("/environment");
        return new SortedDictionary<string, string>(
            all!.Where(v => System.Environment.GetEnvironmentVariable(v.Key) != v.Value).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }
}
