using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.TestKit;

/// <summary>
/// A real service of the mesh in the tests' own process, called through its own port: for tests of what it answers. What a service does as
/// a process (its output, its exit code, its end by a signal) is tested with <see cref="ServiceProcess"/>.
/// </summary>
/// <typeparam name="TProgram">A type of the service's assembly, its <c>Program</c>.</typeparam>
public sealed class ServiceHost<TProgram> : ServiceUnderTest
    where TProgram : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Factory _factory;

    private ServiceHost(Factory factory, Uri address)
        : base(address) => _factory = factory;

#pragma warning disable CA1000 // The type argument names the service that starts.
    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <param name="settings">Its settings, by the address that it listens on. It is in Development where <c>environment</c> is not among them.</param>
    /// <param name="at">Where it listens; on a free port where it is null.</param>
    /// <param name="time">Its clock; the real one where it is null.</param>
    public static async Task<ServiceHost<TProgram>> StartAsync(Func<Uri, IReadOnlyDictionary<string, string>> settings, Uri? at = null, TimeProvider? time = null)
#pragma warning restore CA1000
    {
        var address = at ?? new Uri($"http://localhost:{FreePort.Take()}");
        var factory = new Factory(settings(address), time);
        // Not by port alone: the factory would set the address while the service's own thread may have bound it.
        factory.UseKestrel(options => options.ListenLocalhost(address.Port));
        var service = new ServiceHost<TProgram>(factory, address);
        try
        {
            // It starts the host before it returns.
            await Task.Run(factory.StartServer);
            await service.WaitUntilHealthyAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>The service's own parts.</summary>
    public IServiceProvider Services => _factory.Services;

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
    }

    private async Task WaitUntilHealthyAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var began = Stopwatch.GetTimestamp(); ; await timer.WaitForNextTickAsync())
        {
            using var health = await Client.GetAsync("/health");
            if (health.IsSuccessStatusCode)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"{typeof(TProgram).Assembly.GetName().Name} did not become healthy: {await health.Content.ReadAsStringAsync()}");
            }
        }
    }

    private sealed class Factory(IReadOnlyDictionary<string, string> settings, TimeProvider? time) : WebApplicationFactory<TProgram>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // Not watched: the folder has every file of every service, and nothing in it changes.
            builder.UseEnvironment(settings.GetValueOrDefault("environment", "Development")).UseContentRoot(AppContext.BaseDirectory).UseSetting("hostBuilder:reloadConfigOnChange", "false").ConfigureLogging(logging => logging.ClearProviders());
            if (time is not null)
            {
                builder.ConfigureTestServices(services => services.AddSingleton(time));
            }

            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name.Replace("__", ":", StringComparison.Ordinal), value);
            }
        }
    }
}
