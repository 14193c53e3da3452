using Aspire.Hosting;
using MeshStarter.AppHost.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.EndToEnd.Logs;

/// <summary>The orchestrator's log entries that are in the files of the data folder.</summary>
public sealed class MeshLogTests : FolderTests
{
    [Fact]
    public void Entry_of_a_resource_is_in_the_file_of_the_resource()
    {
        Log("orders", "14: 2026-11-21T17:51:55.6750717Z 2026-11-21T17:51:55.570Z info MeshStarter.Sdk.X: done");

        Assert.Equal(["2026-11-21T17:51:55.570Z info MeshStarter.Sdk.X: done"], Lines("orders"));
    }

    [Fact]
    public void Login_link_of_the_dashboard_is_in_no_file()
    {
        Log(
            "aspire-dashboard",
            """4: 2026-11-21T17:51:55.6750717Z {"EventId":0,"LogLevel":"Information","Message":"Login to the dashboard at http://localhost:46691/login?t=0d2beb04"}""",
            """5: 2026-11-21T17:51:55.6750717Z {"EventId":14,"LogLevel":"Information","Message":"Error reading message."}""");

        Assert.Equal(["""2026-11-21T17:51:55.675Z info {"EventId":14,"LogLevel":"Information","Message":"Error reading message."}"""], Lines("aspire-dashboard"));
    }

    [Fact]
    public void Line_of_a_container_on_standard_error_is_information_but_for_the_orchestrators_own()
    {
        Log(
            "store",
            LogLevel.Error,
            builder => builder.AddContainer("store", "minio/minio"),
            "1: 2026-11-21T17:51:55.6750717Z API: http://127.0.0.1:9000",
            "2: 2026-11-21T17:51:56.6750717Z [sys] Could not create the container: ContainerName = store");

        Assert.Equal(["2026-11-21T17:51:55.675Z info API: http://127.0.0.1:9000", "2026-11-21T17:51:56.675Z fail [sys] Could not create the container: ContainerName = store"], Lines("store"));
    }

    private void Log(string resource, params string[] entries) => Log(resource, LogLevel.Information, _ => { }, entries);

    private void Log(string resource, LogLevel stream, Action<IDistributedApplicationBuilder> add, params string[] entries)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        add(builder);
        MeshLog.Install(builder, Folder.Path, verbose: false);
        using var services = builder.Services.BuildServiceProvider();
        var logger = services.GetServices<ILoggerProvider>().OfType<MeshLog>().Single().CreateLogger($"{builder.Environment.ApplicationName}.Resources.{resource}");
        foreach (var entry in entries)
        {
            logger.Log(stream, "{Entry}", entry);
        }
    }

    private string[] Lines(string resource) => File.ReadAllLines(Path.Combine(Folder.Path, $"{resource}.log"));
}
