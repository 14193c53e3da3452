using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Health;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Projects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

/// <summary>Registers the app model's services before the AppHost's own: the orchestrator starts first and stops last.</summary>
internal static class AppModelServices
{
    internal static void AddAppModel(this HostApplicationBuilder host, DistributedApplicationOptions options, DistributedApplicationBuilder builder, AppHostMetadata appHost, bool isUnderTest)
    {
        AddLogging(host, isUnderTest);

        var services = host.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(builder.ExecutionContext);
        services.AddSingleton(new DistributedApplicationModel(builder.Resources));
        services.AddSingleton(appHost);
        services.AddSingleton(sp => new ResourceNotificationService(sp.GetRequiredService<DistributedApplicationModel>()));
        services.AddSingleton<ResourceOutputLog>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<Watchdog>();
        services.AddSingleton<ProjectEnvironment>();
        services.AddSingleton<CommandFactory>();
        services.AddSingleton<PortAllocation>();
        services.AddSingleton<RunServices>();
        services.AddSingleton<Orchestrator>();
        services.AddHostedService(sp => sp.GetRequiredService<Orchestrator>());
        services.AddSingleton(sp => new ResourceCommandService(sp.GetRequiredService<Orchestrator>()));
    }

    private static void AddLogging(HostApplicationBuilder host, bool isUnderTest)
    {
        host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // Again, so that settings take precedence over these.
        host.Logging.AddConfiguration(host.Configuration.GetSection("Logging"));
        if (isUnderTest)
        {
            return;
        }

        host.Logging.AddConsoleFormatter<AppModelConsoleFormatter, ConsoleFormatterOptions>();
        host.Services.PostConfigure<ConsoleLoggerOptions>(o => o.FormatterName ??= AppModelConsoleFormatter.FormatterName);
    }
}
