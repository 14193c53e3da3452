using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>An application of resources.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private const string NoPublishing = "Publishing needs Aspire's own packages: build the AppHost on a feed that has them (-p:MeshFeed=full).";

    private readonly IHost _host;

    /// <summary>Wraps the host of a builder.</summary>
    /// <param name="host">The host.</param>
    public DistributedApplication(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        ResourceNotifications = host.Services.GetRequiredService<ResourceNotificationService>();
    }

    /// <inheritdoc />
    public IServiceProvider Services => _host.Services;

    /// <summary>The states of the resources, and methods to wait for them.</summary>
    public ResourceNotificationService ResourceNotifications { get; }

    internal EntryPointSession? Session { get; init; }

    /// <summary>Begins an application with the given arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Creates a builder of an application.</summary>
    /// <param name="options">Options of the builder.</param>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>
    /// Runs until Ctrl+C, SIGTERM or a stop from inside, and ends all processes that it started. An error of the application is one
    /// line on standard error and exit code 1.
    /// </summary>
    /// <param name="cancellationToken">Stops the application.</param>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await StartAsync(cancellationToken);
            await _host.WaitForShutdownAsync(cancellationToken);
            if (Session is null && Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true }))
            {
                System.Environment.ExitCode = 1;
            }
        }
        catch (DistributedApplicationException e) when (Session is null)
        {
            await Console.Error.WriteLineAsync(e.Message);
            System.Environment.ExitCode = 1;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Starts the application; returns when every resource is starting, not when all are healthy.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="DistributedApplicationException">The application cannot be started.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
            {
                throw new DistributedApplicationException(NoPublishing);
            }

            // Before the host starts, which would log this one line at length.
            Services.GetRequiredService<Orchestrator>().Prepare();
            await _host.StartAsync(cancellationToken);
            Services.GetRequiredService<ILogger<DistributedApplication>>().ApplicationStarted();
            Session?.Started();
        }
        catch (Exception e)
        {
            Session?.Failed(e);
            throw;
        }
    }

    /// <summary>Ends all started processes: resources that wait for others end before those.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Ends all started processes and disposes of the application.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends all started processes and disposes of the application.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
