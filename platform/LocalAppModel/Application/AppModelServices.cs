using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting;

/// <summary>The services of the AppHost, before it adds its own: the orchestrator starts first and stops last.</summary>
internal static class AppModelServices
{
    internal static void AddAppModel(this HostApplicationBuilder host, DistributedApplicationOptions options, DistributedApplicationBuilder builder)
    {
        AddLogging(host, builder.IsUnderTest);

        var services = host.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(builder.ExecutionContext);
        services.AddSingleton(builder.Eventing);
        services.AddSingleton(new DistributedApplicationModel(builder.Resources));
        services.AddSingleton(new AppHostMetadata(builder.AppHostAssembly));
        services.AddHealthChecks();
        services.AddSingleton(sp => new ResourceNotificationService(sp.GetRequiredService<DistributedApplicationModel>(), sp.GetRequiredService<IOptions<ResourceNotificationServiceOptions>>()));
        services.AddSingleton(sp => new ResourceLoggerService(options, sp.GetRequiredService<IHostEnvironment>(), sp.GetRequiredService<ILoggerFactory>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<Watchdog>();
        services.AddSingleton<CommandFactory>();
        services.AddSingleton<PortAllocation>();
        services.AddSingleton(sp => new RunServices(
            sp.GetRequiredService<ResourceNotificationService>(),
            sp.GetRequiredService<ResourceLoggerService>(),
            sp.GetRequiredService<IDistributedApplicationEventing>(),
            sp.GetRequiredService<CommandFactory>(),
            sp.GetRequiredService<HealthMonitor>(),
            sp,
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<DistributedApplication>>()));
        services.AddSingleton<Orchestrator>();
        services.AddHostedService(sp => sp.GetRequiredService<Orchestrator>());
    }

    private static void AddLogging(HostApplicationBuilder host, bool isUnderTest)
    {
        host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // A resource that is not healthy yet is no news on every question; its state says so.
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Again, so that settings win over these.
        host.Logging.AddConfiguration(host.Configuration.GetSection("Logging"));
        if (isUnderTest)
            return;

        host.Logging.AddConsoleFormatter<AppModelConsoleFormatter, ConsoleFormatterOptions>();
        host.Services.PostConfigure<ConsoleLoggerOptions>(o => o.FormatterName ??= AppModelConsoleFormatter.FormatterName);
    }
}
