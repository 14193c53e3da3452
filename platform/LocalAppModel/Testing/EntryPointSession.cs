using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// One run of an AppHost's own entry point inside a test. The run pauses before <c>Build()</c>, so that the test can change the
/// application, and continues to <c>Run()</c> when the test builds it.
/// </summary>
internal sealed class EntryPointSession(Assembly appHost, string[] args) : IAsyncDisposable
{
    private static readonly AsyncLocal<EntryPointSession?> Running = new();
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile DistributedApplication? _own;
    private bool _begun;

    /// <summary>The session of the running entry point; null outside tests.</summary>
    internal static EntryPointSession? Current => Running.Value;

    /// <summary>Runs the entry point up to its <c>Build()</c>.</summary>
    internal async Task<DistributedApplicationBuilder> BeginAsync(CancellationToken cancellationToken)
    {
        var entryPoint = appHost.EntryPoint ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no entry point: it is no AppHost.");
        var thread = new Thread(() => Run(entryPoint)) { IsBackground = true, Name = $"{appHost.GetName().Name} entry point" };
        _begun = true;
        thread.Start();
        return await _builder.Task.WaitAsync(cancellationToken);
    }

    internal async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult(true);
        return await _application.Task.WaitAsync(cancellationToken);
    }

    internal Task WaitForStartAsync(CancellationToken cancellationToken) => _started.Task.WaitAsync(cancellationToken);

    // The entry point calls these in order.
    internal void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) =>
        TestSettings.Apply(options, settings, appHost, args);

    internal void BeforeBuild(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        if (!_mayBuild.Task.GetAwaiter().GetResult())
        {
            throw new OperationCanceledException("The test disposed of the application before it was built.");
        }
    }

    internal void AfterBuild(DistributedApplication application)
    {
        _own = application;
        // Completes before the entry point continues, because a failed start disposes of the application at once.
        _application.TrySetResult(new TestedApplication(this, application));
    }

    internal void Started() => _started.TrySetResult();

    internal void Failed(Exception exception)
    {
        _builder.TrySetException(exception);
        _application.TrySetException(exception);
        _started.TrySetException(exception);
    }

    /// <summary>Ends the application and its entry point.</summary>
    public async ValueTask DisposeAsync()
    {
        _mayBuild.TrySetResult(false);
        if (_own is { } application)
        {
            await StopAsync(application);
            await application.DisposeAsync();
        }

        if (_begun)
        {
            await Task.WhenAny(_ended.Task, Task.Delay(StopTimeout));
        }
    }

    // An entry point that is still starting stops once it has started.
    private async Task StopAsync(DistributedApplication application)
    {
        try
        {
            await Task.WhenAny(_started.Task, _ended.Task, Task.Delay(StopTimeout));
            application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await Task.WhenAny(_ended.Task, Task.Delay(StopTimeout));
            await application.StopAsync();
        }
        catch (ObjectDisposedException)
        {
            // The entry point has already disposed of it, as Run() does.
        }
    }

    private void Run(MethodInfo entryPoint)
    {
        Running.Value = this;
        try
        {
            entryPoint.Invoke(null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
            Failed(new InvalidOperationException("The AppHost's entry point ended without building or starting an application."));
        }
        catch (TargetInvocationException e)
        {
            Failed(e.InnerException ?? e);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
