using System.Threading.Channels;
using MeshStarter.Sdk.Jobs;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Jobs;

public sealed class JobSupervisorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Failed_job_runs_again_degrades_its_domain_and_does_not_end_it()
    {
        using var host = Started(new Job(run => run < 3 ? throw new InvalidOperationException($"the shelf is empty, {run}") : Task.Delay(Timeout.Infinite, Job.Stopping)), typeof(Job), out var job);
        await host.StartAsync();

        await job.RunsAsync(3);
        var health = await HealthAsync(host);

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Matches("^job Job failed 2 times in a row, and runs again at [0-9T:-]+Z: InvalidOperationException: the shelf is empty, 2$", health.Entries["jobs"].Description!);
        await host.StopAsync();
    }

    [Fact]
    public async Task Failed_job_quotes_no_value_that_the_database_could_not_convert()
    {
        using var host = Started(new Job(_ => throw new PostgresException("invalid input syntax for type integer: \"ana@example.org\"", "ERROR", "ERROR", PostgresErrorCodes.InvalidTextRepresentation)), typeof(Job), out var job);
        await host.StartAsync();

        await job.RunsAsync(2);

        Assert.EndsWith(": PostgresException: 22P02: a value cannot be converted or computed with; the database's log has it", (await HealthAsync(host)).Entries["jobs"].Description, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task Job_that_runs_again_to_its_end_is_well()
    {
        using var host = Started(new Job(run => run < 2 ? throw new TaskCanceledException("a call timed out") : Task.CompletedTask), typeof(Job), out var job);
        await host.StartAsync();

        await job.RunsAsync(2);

        await Eventually.HoldsAsync(async () => (await HealthAsync(host)).Status == HealthStatus.Healthy);
        await host.StopAsync();
    }

    [Fact]
    public async Task Job_that_is_still_beginning_again_has_failed_once()
    {
        var (begins, mayBegin) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var host = Started(
            new Job(run => run < 2 ? throw new InvalidOperationException("lost") : Task.Delay(Timeout.Infinite, Job.Stopping))
            {
                BeginAgain = async () =>
                {
                    await Task.Yield();
                    begins.TrySetResult();
                    await mayBegin.Task;
                },
            },
            typeof(Job), out var job);
        await host.StartAsync();

        await begins.Task.WaitAsync(Patience);
        mayBegin.SetResult();
        await job.RunsAsync(2);

        Assert.Matches("^job Job failed once, and runs again at [0-9T:-]+Z: InvalidOperationException: lost$", (await HealthAsync(host)).Entries["jobs"].Description!);
        await host.StopAsync();
    }

    [Fact]
    public async Task Failed_work_of_the_platform_ends_the_service()
    {
        using var host = Started(new Job(_ => throw new InvalidOperationException("lost")), typeof(string), out _);
        await host.StartAsync();

        await host.WaitForShutdownAsync().WaitAsync(Patience);

        Assert.All(host.Services.GetServices<IHostedService>().OfType<Job>(), job => Assert.False(host.Services.GetRequiredService<IRetriedWork>().IsRetried(job)));
    }

    [Fact]
    public async Task Job_with_a_setting_out_of_its_bounds_ends_the_service()
    {
        using var host = Started(new Job(_ => throw new OptionsValidationException("", typeof(string), ["Setting Mesh:Shop:Opening must be positive."])), typeof(Job), out _);
        await host.StartAsync();

        await host.WaitForShutdownAsync().WaitAsync(Patience);

        Assert.False(host.Services.GetRequiredService<IRetriedWork>().IsRetried(host.Services.GetServices<IHostedService>().OfType<Job>().Single()));
    }

    private static IHost Started(Job given, Type inTheDomain, out Job job)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDomainJobs(inTheDomain.Assembly);
        builder.Services.AddHostedService(_ => given);
        job = given;
        return builder.Build();
    }

    private static Task<HealthReport> HealthAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private sealed class Job(Func<int, Task> run) : BackgroundService
    {
        private static readonly AsyncLocal<CancellationToken> Current = new();

        private readonly Channel<int> _runs = Channel.CreateUnbounded<int>();
        private int _run;

        public static CancellationToken Stopping => Current.Value;

        public Func<Task> BeginAgain { get; init; } = () => Task.CompletedTask;

        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            await (_run == 0 ? Task.CompletedTask : BeginAgain());
            await base.StartAsync(cancellationToken);
        }

        public async Task RunsAsync(int number)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await _runs.Reader.ReadAsync(patience.Token) < number)
            {
            }
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            Current.Value = stoppingToken;
            _runs.Writer.TryWrite(++_run);
            await run(_run);
        }
    }
}
