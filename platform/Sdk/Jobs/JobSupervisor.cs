using System.Reflection;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Hosting;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Jobs;

/// <summary>
/// Runs a domain's hosted jobs again that fail, each after a pause that doubles with each failure in a row. The domain serves its products all the time.
/// Background work of the platform that fails ends the service, and so does a job that refuses the start because of a setting.
/// </summary>
internal sealed partial class JobSupervisor(
    Assembly domain, IServiceProvider services, JobFailures failures, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JobSupervisor> logger) : IHostedLifecycleService, IRetriedWork, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A job that has run for so long without failing is well again.
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _supervised = Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsRetried(BackgroundService work) => work.GetType().Assembly == domain && !RefusesStart(work.ExecuteTask?.Exception);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _supervised = Task.WhenAll(services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Select(work => work.GetType().Assembly == domain ? RetryAsync(work, _stopping.Token) : EndWithAsync(work, _stopping.Token)));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _supervised.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task EndWithAsync(BackgroundService work, CancellationToken stopping)
    {
        if (await FailureAsync(work.ExecuteTask, stopping) is not null)
        {
            lifetime.StopApplication();
        }
    }

    private async Task RetryAsync(BackgroundService job, CancellationToken stopping)
    {
        string? logged = null;
        var begin = Task.CompletedTask;
        for (var times = 1; ; times++)
        {
            var began = time.GetTimestamp();
            if (await FailureOfRunAsync(job, begin, hasFailed: times > 1, stopping) is not { } failure)
            {
                return;
            }

            if (RefusesStart(failure))
            {
                lifetime.StopApplication();
                return;
            }

            times = time.GetElapsedTime(began) >= Steady ? 1 : times;
            var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(times - 1, 10)));
            var reason = $"{failure.GetType().Name}: {DatabaseRefusal.Of(failure).ReplaceLineEndings(" ")}";
            failures.Note(job, new JobFailure(job.GetType().Name, times, reason, time.GetUtcNow() + pause));
            // The host logs the first failure with its stack; a repeated one is logged without.
            LogFailed(logger, job.GetType().Name, reason, times, pause.TotalSeconds, times > 1 && logged != failure.Message ? failure : null);
            logged = failure.Message;
            await Task.Delay(pause, time, stopping);
            begin = StartAsync(job, stopping);
        }
    }

    private static async Task StartAsync(BackgroundService job, CancellationToken stopping) => await job.StartAsync(stopping);

    // Null where the job ended without failing, or the service stops.
    private async Task<Exception?> FailureOfRunAsync(BackgroundService job, Task begin, bool hasFailed, CancellationToken stopping)
    {
        // Until it has begun, its task is that of the run before.
        if (await FailureAsync(begin, stopping) is { } refused)
        {
            return refused;
        }

        if (hasFailed && job.ExecuteTask is { } run && await Task.WhenAny(run, Task.Delay(Steady, time, stopping)) != run)
        {
            failures.Clear(job);
        }

        var failure = await FailureAsync(job.ExecuteTask, stopping);
        if (failure is null)
        {
            failures.Clear(job);
        }

        return failure;
    }

    private static async Task<Exception?> FailureAsync(Task? run, CancellationToken stopping)
    {
        try
        {
            stopping.ThrowIfCancellationRequested();
            await (run ?? Task.CompletedTask).WaitAsync(stopping);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        // A canceled call of the job's own, such as one that timed out, is a failure too.
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static bool RefusesStart(Exception? failure) => failure?.GetBaseException() is StartRefusedException or OptionsValidationException;

    [LoggerMessage(3050, LogLevel.Error, "Job {Job} failed (in a row: {Times}) and runs again in {PauseSeconds} s: {Reason}")]
    private static partial void LogFailed(ILogger logger, string job, string reason, int times, double pauseSeconds, Exception? exception);
}
